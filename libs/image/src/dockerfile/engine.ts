import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { registryLogin } from '@longshore/registry';
import {
  connect,
  engineAddress,
  engineAnswers,
  hasImage,
  imageName,
  type ImageSource,
  loadImage,
  readImage,
} from '@longshore/runtime';
import type Docker from 'dockerode';
import { BuildLog } from './build-log';
import { dial } from './dial';
import { type FindLogin, openSession } from './session';
import { type Watchdog } from './watchdog';

/** How long an engine may take to say that it is there, in milliseconds. */
const greeting = 5000;

/** The engine that DOCKER_HOST names; undefined where none answers. */
export async function findEngine(): Promise<Docker | undefined> {
  const address = engineAddress();
  return address && (await engineAnswers(address, greeting)) ? connect(address) : undefined;
}

/** Hands an image to the engine, unless it has it, and returns the engine's name for it. */
export async function keepImage(docker: Docker, source: ImageSource, signal: AbortSignal): Promise<string> {
  const image = await readImage(source, signal);
  if (!(await hasImage(docker, image.digest))) await loadImage(docker, source, image, signal);
  return imageName(image.digest);
}

/** What the engine is to build. */
export interface BuildRequest {
  /** A tar, written from when it is asked for. */
  context: () => Readable;
  buildArguments: Record<string, string>;
  /** As `linux/amd64`. */
  platform: string;
  /** Whether every step is run, whatever the build cache has. */
  isFresh: boolean;
}

/**
 * Builds with BuildKit, hands the image over by a name that nobody else knows, and takes that name away afterwards: the
 * engine's build cache stays, the image goes. A build that fails leaves `use` uncalled and says why in the log.
 */
export async function buildOnEngine<Result>(
  docker: Docker,
  request: BuildRequest,
  watch: Watchdog,
  use: (archive: Readable) => Promise<Result>,
): Promise<{ log: BuildLog; result?: Result }> {
  const name = `longshore-build:${randomUUID()}`;
  const session = await openSession(docker, findLogin(watch), watch.signal);
  try {
    const log = await build(docker, { ...request, name, session: session.id }, watch);
    if (log.error !== undefined || log.image === undefined) return { log };
    return { log, result: await use(await save(docker, log.image, watch)) };
  } finally {
    session.close();
    await docker
      .getImage(name)
      .remove({ noprune: false })
      .catch(() => undefined);
  }
}

/** A login that cannot be found out ends the build: without it the engine would say no more than that it is refused. */
const findLogin =
  (watch: Watchdog): FindLogin =>
  (host) =>
    registryLogin(host).catch((error: unknown) => {
      watch.fail(error);
      throw error;
    });

async function build(
  docker: Docker,
  { context, buildArguments, platform, isFresh, name, session }: BuildRequest & { name: string; session: string },
  watch: Watchdog,
): Promise<BuildLog> {
  const buildargs = JSON.stringify(buildArguments);
  const options = { version: '2', t: name, session, platform, buildargs, ...(isFresh ? { nocache: '1' } : {}) };
  const answer = await dial(docker, {
    path: '/build?',
    file: watched(context(), watch),
    options,
    abortSignal: watch.signal,
  });
  const log = new BuildLog();
  for await (const line of createInterface({ input: answer, signal: watch.signal })) {
    watch.touch();
    if (line !== '') log.add(line);
  }
  watch.signal.throwIfAborted();
  return log;
}

const save = async (docker: Docker, image: string, watch: Watchdog): Promise<Readable> =>
  watched((await docker.getImage(image).get()) as Readable, watch);

/** Passes bytes on, each a sign of life. */
function watched(bytes: Readable, watch: Watchdog): Readable {
  const passed = new Transform({
    highWaterMark: 1 << 20,
    transform: (chunk, _encoding, done) => {
      watch.touch();
      done(null, chunk);
    },
  });
  pipeline(bytes, passed, { signal: watch.signal }).catch((error: unknown) => watch.fail(error));
  return passed;
}
