import { createDockerRuntime } from './docker/docker-runtime';
import { engineAddress, engineAnswers } from './docker/engine';
import { createProcessRuntime } from './process/process-runtime';
import { type Runtime } from './runtime';

/** How long an engine may take to answer, in milliseconds. */
const patience = 1000;

/** Thrown where an engine is asked for and none answers; `message` is one line. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
}

/**
 * The runtime of a kind; `auto` is `docker` where an engine answers within a second, else `process`.
 * @throws EngineError where `docker` is asked for and no engine answers
 */
export async function detectRuntime(kind: 'auto' | 'docker' | 'process', { dir }: { dir: string }): Promise<Runtime> {
  if (kind === 'process') return createProcessRuntime({ dir });
  const engine = engineAddress();
  if (engine && (await engineAnswers(engine, patience))) return createDockerRuntime({ dir, engine });
  if (kind === 'auto') return createProcessRuntime({ dir });
  throw new EngineError(`no Docker Engine answers at ${process.env['DOCKER_HOST'] ?? 'unix:///var/run/docker.sock'}`);
}
