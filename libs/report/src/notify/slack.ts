import { type RunSummary, type ServiceOutcome } from '@longshore/model';
import { seconds, signs } from '../style';
import { countsOf, happened, type News } from './news';

/** A message for an incoming webhook of Slack: blocks for people, `text` for their notifications. */
export interface SlackMessage {
  text: string;
  blocks: SlackBlock[];
}

type SlackBlock =
  | { type: 'section'; text: { type: 'mrkdwn'; text: string } }
  | { type: 'context'; elements: { type: 'mrkdwn'; text: string }[] };

/** Slack refuses a section of more than 3,000 characters. */
const sectionLimit = 3000;

/** The message of a run in which something happened. */
export function slackMessage({ action, summary, job }: News): SlackMessage {
  const { environment, services, durationMs, actor } = summary;
  const title = `${action} ${action === 'Deploy' ? 'to' : 'in'} ${environment}: ${countsOf(services)}`;
  const foot = [actor, seconds(durationMs), job && `<${job}|job>`].filter(Boolean).join(' · ');
  return {
    text: escaped(title),
    blocks: [
      section([`*${escaped(title)}*`, commitOf(summary)]),
      section(happened(summary).map(lineOf)),
      { type: 'context', elements: [{ type: 'mrkdwn', text: foot }] },
    ],
  };
}

const commitOf = ({ commit, subject = '' }: RunSummary): string =>
  `\`${commit.slice(0, 7)}\` ${escaped(subject)}`.trimEnd();

function lineOf({ service, verdict, durationMs, url, reason, dossier }: ServiceOutcome): string {
  const name = url ? `<${url}|${service}>` : service;
  const head = `${signs[verdict]} *${name}* ${verdict} ${seconds(durationMs)}`;
  const why = reason && quoted(reason);
  const likely = dossier?.likely && quoted(`most likely: ${dossier.likely.cause}`);
  return [head, why, likely].filter(Boolean).join('\n');
}

const quoted = (text: string): string => `>${escaped(text.split('\n')[0] ?? '').slice(0, 300)}`;

/** As many lines as a section may hold; how many were left out, where some were. */
function section(lines: string[]): SlackBlock {
  const rest = (left: number) => `… and ${left} more`;
  const room = sectionLimit - rest(lines.length).length - 1;
  const kept: string[] = [];
  let length = 0;
  for (const line of lines) {
    length += line.length + 1;
    if (length > room) break;
    kept.push(line);
  }
  const left = lines.length - kept.length;
  return { type: 'section', text: { type: 'mrkdwn', text: [...kept, ...(left > 0 ? [rest(left)] : [])].join('\n') } };
}

/** The three characters that Slack takes for markup: https://api.slack.com/reference/surfaces/formatting#escaping */
const escaped = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
