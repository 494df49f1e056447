import { join } from 'node:path';
import { LongshoreError } from '@longshore/model';
import { createDockerRuntime, detectRuntime, EngineError, outsideWorkspace, type Runtime } from '@longshore/runtime';
import { type Project } from '../image';

/** What an image is verified with: `auto` is an engine where one answers, else a process. */
export type RuntimeChoice = 'auto' | 'docker' | 'process';

/**
 * The runtime for one verification.
 * @throws LS2107 where an engine is asked for and none answers
 */
export async function pickRuntime({ workspace, service }: Project, choice: RuntimeChoice): Promise<Runtime> {
  const dir = outsideWorkspace(join(workspace, '.longshore', 'verify'));
  try {
    const runtime = await detectRuntime(choice, { dir });
    // Unpacked images are shared between services; a network of an engine is not, for it goes with its container.
    return runtime.kind === 'docker' ? createDockerRuntime({ dir: join(dir, service.name) }) : runtime;
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    throw new LongshoreError('LS2107', {
      what: `${service.name} cannot be verified on a container engine`,
      why: error.message,
      fix: 'start Docker, or leave out --runtime=docker',
      cause: error,
    });
  }
}
