import { spawn } from 'node:child_process';
import { type Account } from './account';
import { PostgresError } from './postgres-error';

/** Messages are matched and shown, so they must not depend on the user's locale; nothing else of ours is needed. */
export const serverEnvironment = { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' };

/** The identity to spawn with. */
export const identityOf = (account: Account | undefined): { uid?: number; gid?: number } =>
  account ? { uid: account.uid, gid: account.gid } : {};

/**
 * Runs a program of PostgreSQL to its end and gives back what it printed.
 * @throws PostgresError with the last line that it wrote
 */
export function run(program: string, args: string[], account?: Account, input = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: '/', env: serverEnvironment, ...identityOf(account) });
    let output = '';
    child.stdout.on('data', (bytes: Buffer) => (output += bytes.toString()));
    child.stderr.on('data', (bytes: Buffer) => (output += bytes.toString()));
    child.once('error', (cause) => reject(new PostgresError(`${program} cannot be run: ${cause.message}`, { cause })));
    child.once('close', (code) => {
      if (code === 0) resolve(output);
      else reject(new PostgresError(`${program} failed: ${lastLine(output)}`));
    });
    child.stdin.on('error', () => undefined); // it ended without reading
    child.stdin.end(input);
  });
}

/** The last line of a text that says something. */
export const lastLine = (text: string): string => text.trimEnd().split('\n').pop()?.trim() ?? '';
