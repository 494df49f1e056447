import { type EcsState } from './state';

/** What tells which images are in use. */
export interface UsedImages {
  /** As task definitions name them: by tag or by digest. */
  references: string[];
  /** Of the manifests that tasks run. */
  digests: string[];
}

/** The images of ACTIVE task definitions, and those of tasks that have not stopped. */
export function usedImages({ families, tasks }: EcsState): UsedImages {
  const definitions = Object.values(families)
    .flatMap(({ revisions }) => Object.values(revisions))
    .filter(({ definition }) => definition.status === 'ACTIVE')
    .flatMap(({ definition }) => definition.containerDefinitions ?? []);
  const running = Object.values(tasks)
    .filter(({ task }) => task.lastStatus !== 'STOPPED')
    .flatMap(({ task }) => task.containers ?? []);
  return {
    references: [...definitions, ...running].flatMap(({ image }) => image ?? []),
    digests: running.flatMap(({ imageDigest }) => imageDigest ?? []),
  };
}
