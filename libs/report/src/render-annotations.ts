import { isSuccess, type RunSummary, type ServiceOutcome } from '@longshore/model';

/**
 * Errors for the page of a GitHub Actions job, a line for each task that failed and each service that did not go well:
 * https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
 */
export const renderAnnotations = ({ services, failures = [] }: RunSummary): string =>
  [
    ...failures.map(({ task, code, what, why, fix }) => ({
      title: [task, code].filter(Boolean).join(' '),
      message: [what, why, `fix: ${fix}`].filter(Boolean).join('\n'),
    })),
    ...services
      .filter(({ verdict }) => !isSuccess(verdict))
      .map((outcome) => ({ title: titleOf(outcome), message: messageOf(outcome) })),
  ]
    .map(({ title, message }) => `::error title=${property(title)}::${data(message)}\n`)
    .join('');

const titleOf = ({ service, verdict, environment }: ServiceOutcome): string =>
  `${service} ${verdict} in ${environment}`;

const messageOf = ({ reason = 'no reason is known', dossier }: ServiceOutcome): string =>
  [reason, dossier?.likely && `most likely: ${dossier.likely.cause}`, dossier?.likely && `fix: ${dossier.likely.fix}`]
    .filter(Boolean)
    .join('\n');

const data = (text: string): string => text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');

const property = (text: string): string => data(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
