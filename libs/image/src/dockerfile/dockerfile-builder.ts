import { LongshoreError } from '@longshore/model';
import { ociArchitecture } from '../closure/platform';
import { type BuiltImage } from '../image';
import { type Builder, type Parts } from '../build/builder';
import { created } from '../build/config';
import { finishImage } from '../build/finish-image';
import { layerKinds } from '../build/layer-kinds';
import { type BuildLog } from './build-log';
import { baseSource } from './base-source';
import { contextArchive, contextKey } from './context';
import { baseArgument } from './dockerfile';
import { buildOnEngine, findEngine, keepImage } from './engine';
import { type ImageConfig, type SavedImage, takeSavedImage } from './saved-image';
import { type PinnedDockerfile, pinImages } from './pinned-images';
import { StandstillError, type Watchdog, watchdog } from './watchdog';

/** Goes up whenever this builder makes another image of the same inputs. */
const version = 2;

/** What the build of a Dockerfile can be told. */
export interface DockerfileOptions {
  /** Milliseconds without a word of the engine after which the build is given up; ten minutes unless set. */
  patience?: number;
  /** Runs every step, whatever the engine's build cache has. */
  isFresh?: boolean;
}

/**
 * Builds a service's Dockerfile on a Docker Engine, with the packed layers of `layers` in its context.
 * @throws LS2107 without an engine, LS2015 where the build fails, LS2016 where the engine stands still
 */
export function dockerfileBuilder({ patience = 600_000, isFresh = false }: DockerfileOptions = {}): Builder {
  // What is built is what the key was made of: a tag may move in between.
  const known = new WeakMap<Parts, Promise<PinnedDockerfile>>();
  const pinned = (parts: Parts, signal?: AbortSignal): Promise<PinnedDockerfile> => {
    const pinning = known.get(parts) ?? pinImages(parts.project, signal);
    known.set(parts, pinning);
    return pinning;
  };
  return {
    name: 'dockerfile',
    inputs: async (parts, signal) => {
      const { images } = await pinned(parts, signal);
      return ['dockerfile', String(version), contextKey(parts.project), ...images];
    },
    build: async (parts, inputKey, signal) => {
      const { text } = await pinned(parts, signal);
      const watch = watchdog(patience, signal);
      try {
        const { config, layers } = await buildAndSave(parts, text, isFresh, watch);
        return await finishImage(parts, inputKey, normalized(config), named(layers, config));
      } catch (error) {
        signal?.throwIfAborted();
        const cause: unknown = watch.signal.aborted ? watch.signal.reason : error;
        throw cause instanceof StandstillError ? stoodStill(parts, cause) : cause;
      } finally {
        watch.stop();
      }
    },
  };
}

async function buildAndSave(parts: Parts, dockerfile: string, isFresh: boolean, watch: Watchdog): Promise<SavedImage> {
  const { project, platform, base, cache } = parts;
  const docker = await findEngine();
  if (!docker) throw noEngine(project.service.name);
  const content = await base.load(watch.signal);
  const baseName = await keepImage(docker, baseSource(parts, content), watch.signal);
  const request = {
    context: await contextArchive(parts, dockerfile, watch.signal),
    isFresh,
    buildArguments: { [baseArgument]: baseName },
    platform: `${platform.os}/${ociArchitecture(platform.cpu)}`,
  };
  const { log, result } = await buildOnEngine(docker, request, watch, (archive) =>
    takeSavedImage(archive, content.layers, cache, watch.signal),
  );
  if (!result) throw buildFailed(project.service.name, log);
  return result;
}

/** An engine's config as OCI has it, without what only this build had: times, and fields of the engine's own. */
const normalized = ({ architecture, os, variant, config, rootfs, history = [] }: ImageConfig): Buffer =>
  Buffer.from(
    JSON.stringify({
      architecture,
      os,
      ...(variant ? { variant } : {}),
      created,
      config,
      rootfs,
      history: history.map((step) => ({ ...step, created })),
    }),
  );

const named = (layers: SavedImage['layers'], { history }: ImageConfig): BuiltImage['layers'] => {
  const kinds = layerKinds(history);
  return layers.map((layer, index) => ({ kind: kinds[index] ?? 'base', ...layer }));
};

const noEngine = (name: string): LongshoreError =>
  new LongshoreError('LS2107', {
    what: `${name} cannot be built from its Dockerfile`,
    why: `no Docker Engine answers at ${process.env['DOCKER_HOST'] ?? 'unix:///var/run/docker.sock'}`,
    fix: 'start Docker, or set "builder": "layers" in service.json',
  });

const buildFailed = (name: string, log: BuildLog): LongshoreError =>
  new LongshoreError('LS2015', {
    what: `the Dockerfile of ${name} cannot be built${log.failedStep ? `: ${log.failedStep}` : ''}`,
    why: [...log.lastLines, log.error ?? 'the engine named no image'].join('\n'),
    fix: 'mend the step named above in the Dockerfile',
  });

const stoodStill = ({ project }: Parts, { message }: StandstillError): LongshoreError =>
  new LongshoreError('LS2016', {
    what: `the build of ${project.service.name} was given up`,
    why: `the Docker Engine stands still: ${message}`,
    fix: 'docker info',
  });
