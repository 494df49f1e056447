import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { type ResolvedService } from '@longshore/deploy';
import { type Project } from '@longshore/image';

/** What serving decides itself. */
export interface Given {
  databaseUrl?: string;
}

/**
 * The environment of a service in development, the later over the earlier: this shell's, what the task definition
 * would give, `.env.local` of the workspace, `.env.local` of the service; `PORT` is not among them.
 */
export function variablesOf(
  { workspace, service }: Project,
  { variables }: Pick<ResolvedService, 'variables'>,
  { databaseUrl }: Given,
  shell: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  return {
    ...shell,
    HOST: '127.0.0.1',
    // That long a copy accepts connections when the load balancer is about to leave it out: here a reload waits for it.
    STOP_DELAY_MS: '0',
    ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}),
    ...variables,
    ...readVariables(join(workspace, '.env.local')),
    ...readVariables(join(workspace, service.root, '.env.local')),
  };
}

const readVariables = (file: string): NodeJS.Dict<string> =>
  existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};
