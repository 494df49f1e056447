import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { type ResolvedService } from '@longshore/deploy';
import { type Project } from '@longshore/image';

/**
 * What a service in development is told, the later over the earlier: what serving itself knows, what the task definition
 * would give, `.env.local` of the workspace, `.env.local` of the service.
 */
export function variablesOf(
  { workspace, service }: Project,
  { variables }: Pick<ResolvedService, 'variables'>,
  known: Record<string, string>,
): Record<string, string> {
  return {
    ...known,
    ...variables,
    ...readVariables(join(workspace, '.env.local')),
    ...readVariables(join(workspace, service.root, '.env.local')),
  };
}

/** The environment of a service's process on this machine; its port is not among them. */
export const onThisMachine = (variables: Record<string, string>, shell: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  ...shell,
  HOST: '127.0.0.1',
  // That long a copy accepts connections when the load balancer is about to leave it out: here a reload waits for it.
  STOP_DELAY_MS: '0',
  ...variables,
});

/** The variables of a file such as `.env`; none if there is no such file. */
export const readVariables = (file: string): Record<string, string> =>
  existsSync(file) ? (parseEnv(readFileSync(file, 'utf8')) as Record<string, string>) : {};
