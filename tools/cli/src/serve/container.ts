import { join } from 'node:path';
import { type ResolvedService } from '@longshore/deploy';
import { bundleService, buildImage, imageFolder, type Project, type RuntimeChoice } from '@longshore/image';
import { StackFold } from '@longshore/report';
import { hasReadonlyRoot, LongshoreError, tmpfsOf } from '@longshore/model';
import {
  type Container,
  detectRuntime,
  EngineError,
  layoutSource,
  outsideWorkspace,
  type PreparedImage,
  type Runtime,
} from '@longshore/runtime';
import { type Child, type OnLine, type Start } from './child';
import { servedFolder } from './claim';

/** How a service runs from its image. */
export interface ContainerOptions {
  service: ResolvedService;
  environment: Record<string, string>;
  runtime: Runtime;
  /** Takes each line that the service writes, with its stacks folded. */
  onLine: OnLine;
}

/** Time between SIGTERM and SIGKILL, in seconds: Nx kills us 5 s after it asked. */
const stopSeconds = 3;

/**
 * The runtime of a served image; what one that was killed has left is removed.
 * @throws LS2107 where an engine is asked for and none answers
 */
export async function openRuntime({ workspace, service }: Project, kind: RuntimeChoice): Promise<Runtime> {
  const dir = outsideWorkspace(join(servedFolder(workspace, service.name), 'container'));
  try {
    const runtime = await detectRuntime(kind, { dir });
    await runtime.cleanUp();
    return runtime;
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    throw new LongshoreError('LS2107', {
      what: `${service.name} cannot be served from its image on a container engine`,
      why: error.message,
      fix: 'start Docker, or leave out --runtime=docker',
      cause: error,
    });
  }
}

/** Builds the image of a service and makes it ready; what is returned starts it, as a task of its own would be. */
export async function prepareContainer(
  project: Project,
  options: ContainerOptions,
  signal: AbortSignal,
): Promise<Start> {
  await bundleService(project, signal);
  await buildImage(project, signal);
  const image = await options.runtime.prepare(layoutSource(imageFolder(project)), signal);
  return () => startContainer(image, options);
}

async function startContainer(image: PreparedImage, options: ContainerOptions): Promise<Child> {
  const { service, environment, runtime, onLine } = options;
  const port = service.http?.port;
  const container = await runtime.start({
    name: `longshore-serve-${service.name}-${process.pid}`,
    image,
    environment: { ...environment, ...(port !== undefined && { PORT: String(port) }) },
    ports: port === undefined ? [] : [port],
    readonlyRoot: hasReadonlyRoot(service),
    tmpfs: tmpfsOf(service),
    memoryMiB: service.memory,
  });
  const fold = new StackFold((line) => onLine(line, 'stdout'));
  container.onLog(({ text }) => fold.add(text));
  void container.exited.then(() => fold.flush());
  return childOf(container, port);
}

const childOf = (container: Container, port: number | undefined): Child => ({
  address: port === undefined ? undefined : container.address(port),
  exited: container.exited.then(({ signal, code }) => signal ?? code),
  stop: async () => {
    await container.stop(stopSeconds);
    await container.remove();
  },
});
