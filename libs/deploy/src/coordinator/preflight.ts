import { type Check, LongshoreError, type Plan } from '@longshore/model';
import { checkTargetGroup, checkTasks } from '../preflight/checks';
import { readFacts } from '../preflight/read-facts';
import { type Delta } from '../plan/delta';
import { type Live } from '../read/live';
import { type Desired } from '../render/desired';
import { type VersionedSecret } from '../secrets/versions';
import { checkQuotas } from './quotas';
import { type Run } from './run';

/** Looks at what a plan needs, and at no more: what starts no task needs little. */
export async function preflight(
  run: Run,
  desired: Desired,
  live: Live,
  delta: Delta,
  secrets: VersionedSecret[],
  plan: Plan,
): Promise<Check[]> {
  const place = await run.place();
  const targetGroup = desired.routing ? [checkTargetGroup(desired, desired.routing, live, run.environment)] : [];
  const quotas = await checkQuotas(desired, live, delta, place, run.environment);
  if (!plan.rollout) return [...targetGroup, ...quotas];
  const repository = await run.registry.repository(desired.release.service);
  const facts = await readFacts(desired, secrets, place.sources, repository, run.signal);
  return [...checkTasks(desired, place.resources.cluster, facts, run.environment), ...targetGroup, ...quotas];
}

/**
 * Refuses a release for which something is missing or wrong: nothing has been written yet.
 * @throws LS3118
 */
export function refuseUnfit({ release: { service, environment }, preflight = [] }: Plan): void {
  const failed = preflight.filter(({ result }) => result === 'FAIL');
  const [first] = failed;
  if (!first) return;
  throw new LongshoreError('LS3118', {
    what: `${service} is not released to ${environment}: ${failed.length === 1 ? first.subject : `${failed.length} things`} would stop it`,
    why: failed.map(({ subject, what }) => `${subject}: ${what}`).join('\n'),
    fix: first.fix ?? `npx longshore plan ${service} -e ${environment}`,
  });
}
