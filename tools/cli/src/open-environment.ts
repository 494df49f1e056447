import { type OpenEnvironment, openEnvironment, pointSdkAt } from '@longshore/deploy';
import { readEnvironment } from '@longshore/model';
import { abortOnSignals } from './signals';

/**
 * Opens an environment for a command; Ctrl-C ends what the command waits for.
 * @param signal what ends it instead
 * @throws LS1003 where there is none of that name
 */
export function openFor(workspace: string, name: string, signal = abortOnSignals()): OpenEnvironment {
  const environment = readEnvironment(workspace, name);
  pointSdkAt(workspace, environment);
  return openEnvironment(environment, workspace, signal);
}
