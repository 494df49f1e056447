import { type ContainerCondition, type ContainerDefinition } from '@aws-sdk/client-ecs';
import { type RunningContainer } from './running-container';

/** How it stands with a container that another one depends on. */
export type Progress = 'waiting' | 'met' | 'failed' | 'late';

/** Whether a container has come as far as one that depends on it wants; it is not there until it was started. */
export function progressOf(condition: ContainerCondition, dependency: RunningContainer | undefined): Progress {
  if (!dependency) return 'waiting';
  if (isMet(condition, dependency)) return 'met';
  if (dependency.exit) return 'failed';
  return dependency.late ? 'late' : 'waiting';
}

function isMet(condition: ContainerCondition, { health, exit }: RunningContainer): boolean {
  switch (condition) {
    case 'START':
      return true;
    case 'COMPLETE':
      return exit !== undefined;
    case 'SUCCESS':
      return exit?.code === 0;
    case 'HEALTHY':
      return health === 'healthy';
  }
}

/** Why a container that depends on another cannot start, in the words of the ECS agent (agent/engine/dependencygraph). */
export function dependencyFailure(target: string, dependency: string, progress: 'failed' | 'late'): string {
  if (progress === 'late') {
    return `dependency graph: container ordering dependency [${dependency}] for target [${target}] has timed out.`;
  }
  return (
    `dependency graph: failed to resolve container ordering dependency [${dependency}] for target [${target}] ` +
    'as dependency did not exit successfully.'
  );
}

/** Those containers that have to end before one of them may: what depends on it. */
export const dependentsOf = (name: string | undefined, running: RunningContainer[]): RunningContainer[] =>
  running.filter(({ definition }) => definition.dependsOn?.some(({ containerName }) => containerName === name));

/** The names of containers that depend on one another in a circle, in order; empty where none do. */
export function findCycle(definitions: ContainerDefinition[]): string[] {
  const needs = new Map(definitions.map(({ name = '', dependsOn = [] }) => [name, dependsOn]));
  const walk = (name: string, path: string[]): string[] => {
    const from = path.indexOf(name);
    if (from >= 0) return path.slice(from);
    for (const { containerName = '' } of needs.get(name) ?? []) {
      const cycle = walk(containerName, [...path, name]);
      if (cycle.length > 0) return cycle;
    }
    return [];
  };
  return [...needs.keys()].map((name) => walk(name, [])).find((cycle) => cycle.length > 0) ?? [];
}
