import { AwsError } from '../../kernel';
import { type RunningContainer } from '../tasks/running-container';

/** What a container uses, as the engine tells it; undefined where it does not run. */
export async function containerStats(running: readonly RunningContainer[], name: string | undefined) {
  const found = running.find(({ definition }) => definition.name === name);
  return found && ((await statsOf(found)) ?? undefined);
}

/** What the containers of a task use, each by its id; null for one that has ended. */
export async function taskStats(running: readonly RunningContainer[]): Promise<Record<string, unknown>> {
  const all = running.map(async (each) => [each.container.id, await statsOf(each)] as const);
  return Object.fromEntries(await Promise.all(all));
}

async function statsOf({ container, exit }: RunningContainer): Promise<Record<string, unknown> | null> {
  if (!container.stats) {
    const message = 'statistics of containers take an engine: the process runtime of the embedded cloud measures none';
    throw new AwsError('NotImplemented', message, 501);
  }
  // It may end between the question and the answer.
  return exit
    ? null
    : container.stats().then(
        (stats) => ({ ...stats }),
        () => null,
      );
}
