import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Environment, LongshoreError } from '@longshore/model';
import { isAlive } from '../process';

/** The embedded cloud that `longshore up` started in a workspace. */
export interface RunningCloud {
  pid: number;
  /** Base URL of the AWS APIs and the registry. */
  endpoint: string;
  loadBalancer: string;
  /** What runs its tasks; absent if it was started by an earlier version. */
  runtime?: 'docker' | 'process';
}

/** Git ignores the folder: what is in it is of this machine alone. */
const folderOf = (workspace: string) => join(workspace, '.longshore');
const fileOf = (workspace: string) => join(folderOf(workspace), 'cloud.json');

/** The workspace's cloud, if its process is alive. */
export function runningCloud(workspace: string): RunningCloud | undefined {
  const file = fileOf(workspace);
  if (!existsSync(file)) return undefined;
  const cloud = JSON.parse(readFileSync(file, 'utf8')) as RunningCloud;
  return isAlive(cloud.pid) ? cloud : undefined;
}

/** Remembers the workspace's cloud for commands to come. */
export function rememberCloud(workspace: string, cloud: RunningCloud): void {
  mkdirSync(folderOf(workspace), { recursive: true });
  writeFileSync(fileOf(workspace), `${JSON.stringify(cloud)}\n`);
}

/** Forgets the workspace's cloud. */
export const forgetCloud = (workspace: string): void => rmSync(fileOf(workspace), { force: true });

/**
 * Points the AWS SDK of this process at an environment: for an embedded one at the workspace's cloud, unless
 * `AWS_ENDPOINT_URL` says otherwise; for any other it is left alone.
 * @throws LS1103 where the embedded cloud is not running
 */
export function pointSdkAt(workspace: string, { spec }: Environment): void {
  if (!spec.embedded) return;
  process.env['AWS_ENDPOINT_URL'] ??= endpointOf(workspace);
  // Any well-formed signature is accepted there, so any credentials will do.
  process.env['AWS_ACCESS_KEY_ID'] ??= 'longshore';
  process.env['AWS_SECRET_ACCESS_KEY'] ??= 'longshore';
}

/**
 * Refuses an embedded environment whose cloud is not running; says nothing of any other.
 * @throws LS1103
 */
export function refuseWithoutCloud(workspace: string, { spec }: Environment): void {
  if (spec.embedded && !process.env['AWS_ENDPOINT_URL']) endpointOf(workspace);
}

function endpointOf(workspace: string): string {
  const cloud = runningCloud(workspace);
  if (!cloud)
    throw new LongshoreError('LS1103', { what: 'the embedded cloud is not running', fix: 'npx longshore up' });
  return cloud.endpoint;
}
