import {
  type Change,
  type Check,
  type FailedTask,
  isSuccess,
  type Orphan,
  type Plan,
  type Renaming,
  type RunRecord,
  type ServiceOutcome,
  type TaskFailure,
} from '@longshore/model';
import { renderLines } from './render-line';
import { renderBefore, renderForecast, renderTakeOver } from './render-plan';
import { seconds, signs } from './style';

/** A run as Markdown, for the page of a job or a comment on a pull request: what it did, or what it would change. */
export function renderMarkdown({
  environment,
  commit,
  services,
  plans,
  failures = [],
  orphans = [],
}: RunRecord): string {
  const isPlan = services.length === 0 && (failures.length === 0 || plans.length > 0);
  const title = isPlan ? `Plan for ${environment}` : `Deploy to ${environment}`;
  const at = commit ? ` at ${code(commit.slice(0, 12))}` : '';
  const plan = isPlan ? renderPlans(plans) : [];
  const deployed = services.length > 0 ? [outcomes(services), ...services.flatMap(failure)] : [];
  const nothing = !isPlan && services.length === 0 ? ['Nothing was deployed.'] : [];
  return [
    `### ${title}${at}`,
    ...nothing,
    ...failures.map(failedTask),
    ...plan,
    ...deployed,
    ...orphans.map(orphan),
  ].join('\n\n');
}

/** A task that failed, or what refused the run. */
const failedTask = ({ task, code: errorCode, what, why, fix }: TaskFailure): string =>
  [
    `❌ ${task ? `**${text(task)}:** ` : ''}${errorCode ? `${errorCode} ` : ''}${text(what)}`,
    ...(why ? why.split('\n').map((line) => `- ${text(line)}`) : []),
    `\n**Fix:** ${code(fix)}`,
  ].join('\n');

const orphan = ({ service, destroy }: Orphan): string =>
  `**${service}** is live but has no folder in the workspace. To remove it: ${code(destroy)}`;

function outcomes(services: ServiceOutcome[]): string {
  const rows = services.map(({ service, verdict, taskDefinition, digest, durationMs, url }) => [
    url ? `[${service}](${url})` : service,
    `${signs[verdict]} ${verdict}`,
    taskDefinition?.split(':').at(-1) ?? '',
    digest ? code(digest.slice('sha256:'.length, 'sha256:'.length + 12)) : '',
    seconds(durationMs),
  ]);
  return table(['service', 'verdict', 'revision', 'image', 'time'], rows);
}

/** Why a service did not go well; closed, where there is much to read. */
function failure({ service, verdict, reason, dossier }: ServiceOutcome): string[] {
  if (isSuccess(verdict) && !reason) return [];
  const likely =
    dossier?.likely && `**Most likely:** ${text(dossier.likely.cause)}  \n**Fix:** ${code(dossier.likely.fix)}`;
  return [
    `**${service} ${verdict}:** ${text(reason ?? 'no reason is known')}`,
    ...(likely ? [likely] : []),
    ...(dossier?.tasks ?? []).filter(({ lines }) => lines.length > 0).map(lastLines),
  ];
}

const lastLines = ({ task, container = '', lines }: FailedTask): string =>
  [
    `<details><summary>The last lines of ${text(container)} in task ${text(task)}</summary>`,
    '',
    ...renderLines(lines).map((line) => `    ${line}`),
    '',
    '</details>',
  ].join('\n');

function renderPlans(plans: Plan[]): string[] {
  const changing = plans.filter(({ action }) => action !== 'none');
  const held = plans.flatMap(({ release, heldBack }) =>
    heldBack ? [`${release.service} stays as it is: ${text(heldBack)}`] : [],
  );
  const contested = plans
    .filter(({ action, preflight = [] }) => action === 'none' && preflight.length > 0)
    .flatMap(({ release, preflight = [] }) => [`**${release.service}**`, ...checks(preflight)]);
  const still = plans.length - changing.length;
  const rest = still > 0 ? [`${still} ${still === 1 ? 'service has' : 'services have'} nothing to change.`] : [];
  return [
    ...changing.map(planned),
    ...held,
    ...contested,
    ...(plans.length === 0 ? ['No service is affected.'] : rest),
  ];
}

const planned = ({
  release,
  action,
  changes,
  rollout,
  beforeDeploy,
  takesOver = [],
  renames,
  preflight = [],
}: Plan): string =>
  [
    `**${action} ${release.service}**`,
    table(
      ['field', 'from', 'to', 'why'],
      changes.map((change) => [code(change.field), value(change.from), value(change.to), change.why]),
    ),
    ...(beforeDeploy ? [text(`before: ${renderBefore(beforeDeploy)}`)] : []),
    ...(rollout ? [text(renderForecast(rollout))] : []),
    ...takesOver.map((each) => text(renderTakeOver(each))),
    ...(renames ? [renaming(renames, release.environment)] : []),
    ...checks(preflight),
  ].join('\n\n');

const renaming = ({ from, parts, confirm }: Renaming, environment: string): string =>
  [
    `**destroy ${from}** in ${environment} once this is deployed, for it is the same project under another name:`,
    ...parts.map((part) => `- ${text(part)}`),
    ...(confirm ? [`\nNot confirmed: ${code(confirm)}`] : []),
  ].join('\n');

/** What stands in the way is read at once; the rest is there for whoever looks. */
function checks(preflight: Check[]): string[] {
  const notOk = preflight.filter(({ result }) => result !== 'OK');
  const fine = preflight.length - notOk.length;
  const rows = notOk.map(({ subject, result, what, fix = '' }) => [
    result,
    text(subject),
    text(what),
    fix && code(fix),
  ]);
  const rest = fine > 0 ? [`Preflight: ${fine} ${fine === 1 ? 'thing is' : 'things are'} OK.`] : [];
  return [...(rows.length > 0 ? [table(['preflight', 'of', 'what', 'command'], rows)] : []), ...rest];
}

const value = (content: Change['from']): string => {
  if (content === undefined || content === null) return '';
  return code(typeof content === 'string' ? content : JSON.stringify(content));
};

const table = (head: string[], rows: string[][]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** What somebody else has written must not become markup, nor break a table. */
const text = (content: string): string => content.replace(/[\\`*_<>|[\]#]/g, '\\$&').replace(/\s*\n\s*/g, ' ');

/** A code span; one that holds backticks is fenced by more of them. */
function code(content: string): string {
  const flat = content.replace(/\s*\n\s*/g, ' ').replaceAll('|', '\\|');
  const fence = '`'.repeat(Math.max(0, ...(flat.match(/`+/g) ?? []).map(({ length }) => length)) + 1);
  return fence.length > 1 ? `${fence} ${flat} ${fence}` : `${fence}${flat}${fence}`;
}
