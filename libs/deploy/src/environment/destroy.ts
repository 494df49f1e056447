import { setTimeout as sleep } from 'node:timers/promises';
import { LongshoreError } from '@longshore/model';
import { type Place } from '../coordinator/place';
import { forwardsTo } from '../read/live';
import { scalableOf } from '../read/scaling';
import { logGroupOf } from '../render/logs';
import { type Names, namesOf } from '../render/names';
import { asideOf } from '../render/queue';
import { paceOf } from '../watch/pace';
import { deployedService } from './deployed';
import { type OpenEnvironment } from './open-environment';

/** Something of a service in AWS. */
export interface Part {
  kind: 'scaling' | 'rule' | 'service' | 'target group' | 'queue';
  /** For people. */
  what: string;
  /** By which AWS knows it. */
  id: string;
}

/** What goes when a service is destroyed, in this order, and what stays. */
export interface Destruction {
  service: string;
  environment: string;
  parts: Part[];
  kept: string[];
}

/** How long the tasks may take to stop, in milliseconds: the drain of connections is at most an hour. */
const deadlineMs = 70 * 60_000;

/**
 * What there is of a service; writes nothing. It is found by its names alone, whether its folder is there or not, and
 * also what an earlier attempt has left.
 * @throws LS3112 where there is nothing
 */
export async function planDestroy(open: OpenEnvironment, service: string): Promise<Destruction> {
  const environment = open.environment.name;
  const place = await open.place();
  const names = namesOf(environment, service);
  const parts = await partsOf(place, names);
  if (parts.length === 0) await deployedService(open, service);
  const kept = [`log group ${logGroupOf(environment, service)}`, `revisions of ${names.service}`, 'images and secrets'];
  return { service, environment, parts, kept };
}

async function partsOf(place: Place, names: Names): Promise<Part[]> {
  place.forget();
  const [service, scaling, { targetGroups, rules }, queues] = await Promise.all([
    place.service(names.service),
    place.scalingOf(names.service),
    place.routing(),
    Promise.all([names.queue, asideOf(names.queue)].map((name) => queueOf(place, name))),
  ]);
  const group = targetGroups.find(({ TargetGroupName }) => TargetGroupName === names.targetGroup);
  const groupArn = group?.TargetGroupArn;
  const own = groupArn === undefined ? [] : rules.filter((rule) => forwardsTo(rule, groupArn));
  const exists = service !== undefined && service.status !== 'INACTIVE';
  const { runningCount = 0, status } = service ?? {};
  return [
    ...(scaling
      ? [{ kind: 'scaling' as const, what: 'scaling', id: scalableOf(place.resources.cluster, names.service) }]
      : []),
    ...own.map(({ RuleArn = '', Priority }) => ({ kind: 'rule' as const, what: `rule ${Priority}`, id: RuleArn })),
    ...(exists
      ? [
          {
            kind: 'service' as const,
            what: `service ${names.service}, ${status}, ${runningCount} tasks`,
            id: names.service,
          },
        ]
      : []),
    ...(groupArn ? [{ kind: 'target group' as const, what: `target group ${names.targetGroup}`, id: groupArn }] : []),
    ...queues.flat(),
  ];
}

async function queueOf({ queues }: Place, name: string): Promise<Part[]> {
  const attributes = await queues.attributes(name);
  if (!attributes) return [];
  const messages = Number(attributes['ApproximateNumberOfMessages'] ?? 0);
  return [{ kind: 'queue', what: `queue ${name}, ${messages} ${messages === 1 ? 'message' : 'messages'}`, id: name }];
}

/**
 * Deletes what was planned, requests first: nobody reaches a task that is about to stop. Where it breaks off, the next
 * attempt goes on with what is left.
 * @param onGone is told each part when it is gone
 * @throws LS3106 where the tasks do not stop
 */
export async function destroy(open: OpenEnvironment, plan: Destruction, onGone: (part: Part) => void): Promise<void> {
  const place = await open.place();
  for (const part of plan.parts) {
    await remove(open, place, part, plan);
    onGone(part);
  }
}

async function remove(open: OpenEnvironment, place: Place, { kind, id }: Part, plan: Destruction): Promise<void> {
  switch (kind) {
    case 'scaling':
      return place.scaling.deregister(id);
    case 'rule':
      return place.loadBalancer.rules.delete(id);
    case 'service':
      return removeService(open, place, id, plan);
    case 'target group':
      return place.loadBalancer.targetGroups.delete(id);
    case 'queue':
      return place.queues.delete(id);
  }
}

/** Its target group may go when its last task has left it. */
async function removeService(open: OpenEnvironment, place: Place, name: string, plan: Destruction): Promise<void> {
  const began = Date.now();
  const statusOf = async () => (await place.service(name))?.status ?? 'INACTIVE';
  if ((await statusOf()) === 'ACTIVE') await place.cluster.services.delete(name);
  const pause = paceOf(open.environment.spec.embedded).fast;
  while ((await statusOf()) !== 'INACTIVE') {
    if (Date.now() > began + deadlineMs) throw tooLate(plan);
    await sleep(pause, undefined, { signal: open.signal });
  }
}

const tooLate = ({ service, environment }: Destruction): LongshoreError =>
  new LongshoreError('LS3106', {
    what: `the tasks of ${service} in ${environment} do not stop`,
    why: `the service is deleted, and still DRAINING after ${deadlineMs / 60_000} minutes`,
    fix: `npx longshore destroy ${service} -e ${environment}`,
  });
