import { type Change, type Plan, type RolloutForecast, tags } from '@longshore/model';
import { tagsOf } from '../aws/tags';
import { type Live } from '../read/live';
import { type Desired } from '../render/desired';
import { type Delta, priorityIn, startsDeployment } from './delta';
import { type Difference } from './differences';
import { forecastOf } from './rollout';

/** The plan of a release: what differs, and why. Names of secrets, never their values. */
export function planRelease(desired: Desired, live: Live, delta: Delta): Plan {
  const changes = [
    ...withoutDoubles(delta.taskDefinition).map((difference) => withoutUnknownVariables(desired, difference)),
    ...delta.service,
    ...delta.override,
    ...countDifference(delta, live),
    ...prefixed('targetGroup', [...delta.targetGroup, ...delta.attributes]),
    ...prefixed('rule', ruleDifferences(delta, live)),
    ...prefixed('queue', delta.queue),
    ...prefixed('scaling', delta.scaling),
    ...(delta.redeploy ? [{ field: 'deployments.rolloutState', from: 'FAILED', to: 'COMPLETED' }] : []),
  ].map((difference) => ({ ...difference, why: whyOf(difference.field, desired, live) }));
  const action = changes.length === 0 ? 'none' : live.service ? 'update' : 'create';
  const rollout = forecast(desired, live, delta);
  return { release: desired.release, action, changes, ...(rollout && { rollout }) };
}

/** A new service starts its tasks; of an update some fields replace them. */
function forecast(desired: Desired, { service }: Live, delta: Delta): RolloutForecast | undefined {
  if (service && !startsDeployment(delta)) return undefined;
  return forecastOf(desired, delta.desiredCount ?? service?.desiredCount ?? desired.copies, service === undefined);
}

const prefixed = (prefix: string, list: Difference[]): Difference[] =>
  list.map(({ field, ...rest }) => ({ field: [prefix, field].filter(Boolean).join('.'), ...rest }));

const countDifference = ({ desiredCount }: Delta, { service }: Live): Difference[] =>
  desiredCount === undefined ? [] : [{ field: 'desiredCount', from: service?.desiredCount, to: desiredCount }];

function ruleDifferences({ rulePaths, ruleHosts, spareRules, priority }: Delta, { rule }: Live): Difference[] {
  const current = priorityIn(rule);
  const moved =
    priority === undefined || current === priority ? [] : [{ field: 'priority', from: current, to: priority }];
  return [
    ...rulePaths.map((difference) => ({ ...difference, field: 'paths' })),
    ...ruleHosts.map((difference) => ({ ...difference, field: 'hosts' })),
    ...moved,
    ...spareRules,
  ];
}

/** What was released as desired and is different now was changed by somebody else. */
function whyOf(field: string, { configHash, config, release }: Desired, live: Live): Change['why'] {
  if (!live.service) return 'new';
  if (field === 'deployments.rolloutState') return 'drift';
  if (field.includes(versions)) return 'secret';
  const record = { ...tagsOf(live.service.tags), ...live.taskDefinition?.tags };
  if (field.endsWith('.image')) return record[tags.digest] === release.digest ? 'drift' : 'image';
  const isConfigured = record[tags.configHash] === configHash && (record[tags.config] ?? '') === config;
  return isConfigured ? 'drift' : 'config';
}

const versions = '.secretVersions.';

const hiddenDefaults = '.configDefaults.';

/**
 * Of a secret that is referred to anew, the reference is the change; of a variable that becomes config or no longer is,
 * its value.
 */
const withoutDoubles = (list: Difference[]): Difference[] =>
  list.filter(({ field }) => {
    const said = field.replace(versions, '.secrets.').replace(hiddenDefaults, '.environment.');
    return said === field || !list.some((other) => other.field === said);
  });

/** Variables that we did not set may hold secrets, set by other means: a plan only says that they are there. */
function withoutUnknownVariables({ taskDefinition }: Desired, difference: Difference): Difference {
  const [, container, name] = /^containerDefinitions\.(.+?)\.environment\.(.+)$/.exec(difference.field) ?? [];
  if (name === undefined || difference.from === undefined) return difference;
  const ours = taskDefinition.containerDefinitions
    .find((each) => each.name === container)
    ?.environment?.some((variable) => variable.name === name);
  return ours ? difference : { ...difference, from: '(hidden)' };
}
