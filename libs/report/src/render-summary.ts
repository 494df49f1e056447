import { type FailedTask, isSuccess, type RunSummary, type ServiceOutcome } from '@longshore/model';
import { renderLines } from './render-line';
import { paintVerdict, plain, seconds, type Style } from './style';
import { wrap } from './wrap';

/** How a run ended, service by service; why, if it did not go well; services without a folder; URLs last. */
export function renderSummary({ services, environment, orphans = [] }: RunSummary, style: Style): string {
  const table = services.map((outcome) => row(outcome, services, style));
  const reasons = services.filter(needsReason).map((outcome) => reasonOf(outcome, style));
  const urls = services.flatMap(({ service, url }) => (url ? [`  ${pad(service, services)}  ${url}`] : []));
  const gone = orphans.map(
    ({ service, destroy }) => `  ${service} is live in ${environment} but has no folder here; to remove it: ${destroy}`,
  );
  return [table, reasons, gone, urls]
    .filter((part) => part.length > 0)
    .map((part) => part.join('\n'))
    .join('\n\n');
}

/** How one service ended, as text for its own log. */
export function renderOutcome(outcome: ServiceOutcome): string {
  const head = row(outcome, [outcome], plain).trim();
  if (!needsReason(outcome)) return head;
  return [head, reasonOf(outcome, plain), ...(outcome.dossier?.tasks ?? []).map(renderTask)].join('\n');
}

/** A task that failed, with the last that its container wrote. */
function renderTask({ task, container = '', exitCode, containerReason, lines }: FailedTask): string {
  const exit = exitCode === undefined ? undefined : `exited with code ${exitCode}`;
  const head = [`    task ${task}:`, container, exit, containerReason].filter(Boolean).join(' ');
  if (lines.length === 0) return `${head}; it wrote nothing`;
  return [`${head}; its last lines:`, ...renderLines(lines).map((line) => `      ${line}`)].join('\n');
}

/** A success may have something to say as well: that a release was held back, or could not be written down. */
const needsReason = ({ verdict, reason }: ServiceOutcome): boolean => !isSuccess(verdict) || reason !== undefined;

/** The longest verdict, for alignment. */
const verdictWidth = 'rolled-back'.length;

function row(outcome: ServiceOutcome, all: ServiceOutcome[], style: Style): string {
  const { service, verdict, durationMs, taskDefinition, deploymentId } = outcome;
  const padding = ' '.repeat(verdictWidth - verdict.length);
  const what = [taskDefinition?.split('/').at(-1), deploymentId].filter(Boolean).join('  ');
  return `  ${pad(service, all)}  ${paintVerdict(verdict, style)}${padding}  ${seconds(durationMs).padStart(8)}  ${what}`.trimEnd();
}

function reasonOf({ service, verdict, reason, environment, dossier }: ServiceOutcome, style: Style): string {
  const why = reason ?? `no reason is known; npx longshore logs ${service} -e ${environment}`;
  const likely = dossier?.likely && `most likely: ${dossier.likely.cause}\nfix: ${dossier.likely.fix}`;
  const text = wrap([why, likely].filter(Boolean).join('\n'), style.columns - 4);
  return [`  ${service} ${paintVerdict(verdict, style)}:`, ...text.map((line) => `    ${line}`)].join('\n');
}

const pad = (service: string, all: ServiceOutcome[]): string =>
  service.padEnd(Math.max(...all.map((outcome) => outcome.service.length)));
