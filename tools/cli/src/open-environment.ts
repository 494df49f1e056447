import { type OpenEnvironment, openEnvironment, pointSdkAt } from '@longshore/deploy';
import { readEnvironment } from '@longshore/model';

/**
 * Opens an environment for a command; Ctrl-C ends what the command waits for.
 * @throws LS1003 where there is none of that name
 */
export function openFor(workspace: string, name: string): OpenEnvironment {
  const environment = readEnvironment(workspace, name);
  pointSdkAt(workspace, environment);
  const stopped = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopped.abort());
  return openEnvironment(environment, workspace, stopped.signal);
}
