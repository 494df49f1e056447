import { type Change, type Check, type Plan, type Renaming, type RolloutForecast, testGaps } from '@longshore/model';

/** A plan as lines of text: what would change, from what to what, and why. */
export function renderPlan({
  release,
  action,
  changes,
  heldBack,
  rollout,
  beforeDeploy,
  takesOver = [],
  renames,
  tests,
  preflight = [],
  unhealthy,
}: Plan): string {
  const { service, environment } = release;
  if (heldBack) return `${service} in ${environment} stays as it is: ${heldBack}`;
  const checks = preflight.map((check) => `  ${renderCheck(check)}`);
  const health = unhealthy ? `, but ${unhealthy}` : '';
  if (action === 'none') return [`${service} in ${environment}: nothing to change${health}`, ...checks].join('\n');
  const verb = action === 'create' ? 'create' : 'update';
  const lines = rollout ? [`  ${renderForecast(rollout)}`] : [];
  const gaps = tests && testGaps(tests);
  if (gaps) lines.push(`  not fully tested: ${gaps}`);
  if (beforeDeploy) lines.unshift(`  before: ${renderBefore(beforeDeploy)}`);
  if (renames) lines.unshift(...renderRenaming(renames, environment).map((line) => `  ${line}`));
  lines.push(...takesOver.map((each) => `  ${renderTakeOver(each)}`));
  return [`${verb} ${service} in ${environment}:`, ...changes.map(renderChange), ...lines, ...checks].join('\n');
}

/** What runs before a rollout, as one line. */
export const renderBefore = ({ command, timeoutSeconds }: NonNullable<Plan['beforeDeploy']>): string =>
  `${command.join(' ')}, once in a task of its own, within ${timeoutSeconds} s; nothing is rolled out unless it succeeds`;

/** The live service that is replaced under another name, part by part, and how to confirm that. */
export const renderRenaming = ({ from, parts, confirm }: Renaming, environment: string): string[] => [
  `destroy ${from} in ${environment} once this is deployed, for it is the same project under another name:`,
  ...parts.map((part) => `  - ${part}`),
  confirm ? `not confirmed: ${confirm}` : 'confirmed',
];

/** Who loses requests to the service, as one line; a service that the commit no longer has was removed or renamed. */
export const renderTakeOver = ({ from, route, remove }: NonNullable<Plan['takesOver']>[number]): string =>
  remove
    ? `takes ${route} over from ${from}, which this commit no longer has (removed or renamed); then: ${remove}`
    : `takes ${route} over from ${from}, which gives it up`;

/** How a rollout goes by its settings, as one line. */
export function renderForecast({ tasks, floor, ceiling, leastSeconds, mostSeconds, blocked }: RolloutForecast): string {
  if (blocked) return `FAIL  the rollout would never end: ${blocked}`;
  const between = floor === ceiling ? `${floor}` : `${floor} to ${ceiling}`;
  const time = leastSeconds === mostSeconds ? `${leastSeconds} s` : `${leastSeconds} s to ${mostSeconds} s`;
  return `rollout: ${count(tasks)}, ${between} running meanwhile, takes ${time}`;
}

/** One thing that was looked at, with the command that mends it, as one line. */
export const renderCheck = ({ subject, result, what, fix }: Check): string =>
  `${result.padEnd(4)}  ${subject}: ${what}${fix ? ` → ${fix}` : ''}`;

/** Whether a plan says already that its release would be refused. */
export const isRefusedBefore = ({ rollout, renames, preflight = [] }: Plan): boolean =>
  renames?.confirm !== undefined || rollout?.blocked !== undefined || preflight.some(({ result }) => result === 'FAIL');

const count = (tasks: number): string => (tasks === 1 ? '1 task' : `${tasks} tasks`);

const renderChange = ({ field, from, to, why }: Change): string =>
  from === undefined || from === null
    ? `  + ${field} = ${show(to)}  (${why})`
    : `  ~ ${field}: ${show(from)} → ${show(to)}  (${why})`;

const show = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value ?? null));
