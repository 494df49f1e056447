import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { detectRuntime, EngineError, outsideWorkspace, type Runtime } from '@longshore/runtime';
import { lockState } from './state-lock';

/** The folder of a cloud's runtime: outside of the workspace, since Node would find there what an image lacks. */
export const runtimeFolder = (stateDir: string): string => outsideWorkspace(join(stateDir, 'runtime'));

/**
 * Removes what a cloud that was killed left running on this machine: tasks, networks, images. Its state stays.
 * @throws CloudError LS4002 while a cloud runs on the folder
 */
export async function removeLeftovers(stateDir: string): Promise<void> {
  if (!existsSync(stateDir)) return;
  const unlock = await lockState(stateDir);
  try {
    for (const runtime of await runtimes(runtimeFolder(stateDir))) {
      await runtime.cleanUp();
      await runtime.prune(() => false);
    }
  } finally {
    unlock();
  }
}

/** Nothing says by which of them the cloud ran its tasks. */
async function runtimes(dir: string): Promise<Runtime[]> {
  const byProcess = await detectRuntime('process', { dir });
  try {
    return [byProcess, await detectRuntime('docker', { dir })];
  } catch (error) {
    if (error instanceof EngineError) return [byProcess];
    throw error;
  }
}
