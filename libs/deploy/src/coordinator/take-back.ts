import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tags } from '@longshore/model';
import { destroy, type Part, planDestroy } from '../environment/destroy';
import { type Service } from '../aws/shapes';
import { tagsOf } from '../aws/tags';
import { primaryOf } from '../plan/delta';
import { type Live } from '../read/live';
import { isWaiting } from '../route/route';
import { type Place } from './place';
import { type Released } from './release';
import { type Run } from './run';

/** Whether nothing of a service has ever got requests: there is nothing to go back to but to what was before it. */
export function isFirstRelease({ service, taskDefinition, rule }: Live): boolean {
  if (!service) return true;
  const isOurs = taskDefinition?.tags[tags.run] !== undefined;
  const wasLive = tagsOf(service.tags)[tags.revision] !== undefined;
  const hasCompleted = (service.deployments ?? []).some(({ rolloutState }) => rolloutState === 'COMPLETED');
  return isOurs && !wasLive && (!hasCompleted || (rule !== undefined && isWaiting(rule)));
}

/**
 * Takes back what a first release has made that failed, so that every request goes where it went before. Its revision
 * stays, for it says what was tried, and so does a queue, which may hold messages.
 * @returns what to say of it; undefined if the release was not the first, or another one goes on with the service
 */
export async function takeBack(run: Run, released: Released, made: Service): Promise<string | undefined> {
  if (!isFirstRelease(released.live)) return undefined;
  const { name } = released.service;
  const environment = run.environment.name;
  try {
    const place = await run.place();
    if (!(await isStill(made, place))) return undefined;
    const gone = await remove(run, released);
    const lines = await takeLogsBack(run, released, place).catch((error: Error) => [
      `log group ${released.desired.logGroup} stays: ${error.message}`,
    ]);
    place.forget();
    return `taken back, for it was the first release: ${[...gone, ...lines].join(', ')}`;
  } catch (error) {
    return `what it has made could not be taken back: ${(error as Error).message}; npx longshore destroy ${name} -e ${environment}`;
  }
}

/** Another deployer may have begun a rollout of its own by now. */
async function isStill(made: Service, place: Place): Promise<boolean> {
  const now = await place.service(made.serviceName ?? '');
  return now?.status === 'ACTIVE' && primaryOf(now)?.id === primaryOf(made)?.id;
}

async function remove(run: Run, released: Released): Promise<string[]> {
  const plan = await planDestroy(run, released.service.name);
  const parts = plan.parts.filter((part) => isOurs(part, released.live));
  const gone: string[] = [];
  await destroy(run, { ...plan, parts }, ({ kind }) => gone.push(kind));
  return gone;
}

/** What was there before the first release, and answered requests, was made by somebody else. */
function isOurs({ kind }: Part, { service, targetGroup, rule }: Live): boolean {
  if (kind === 'queue') return false;
  if (kind !== 'rule' && kind !== 'target group') return true;
  return service !== undefined || targetGroup === undefined || (rule !== undefined && isWaiting(rule));
}

/** How much of a log group is kept in the folder of the run. */
const pagesKept = 20;

/** The lines say why it failed: they are kept with the run. */
async function takeLogsBack(run: Run, { desired, service, madeLogGroup }: Released, place: Place): Promise<string[]> {
  if (!madeLogGroup) return [];
  const { logGroup } = desired;
  const lines: string[] = [];
  let token: string | undefined;
  for (let page = 0; page < pagesKept && (page === 0 || token); page++) {
    const read = await place.logs.read(logGroup, { since: 0, token });
    lines.push(...read.lines.map(({ stream, message }) => `${stream} ${message}`));
    token = read.token;
  }
  mkdirSync(run.folder, { recursive: true });
  const file = join(run.folder, `${service.name}.log`);
  writeFileSync(file, lines.map((line) => `${line.trimEnd()}\n`).join(''));
  await place.logs.deleteGroup(logGroup);
  return [`log group (its lines are in ${file})`];
}
