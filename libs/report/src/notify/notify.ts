import { type Notifications, type RunSummary } from '@longshore/model';
import { ciJobOf } from './ci-job';
import { deploymentMarkers, nerdGraph, refusalsIn } from './new-relic';
import { happened, type News } from './news';
import { post } from './post';
import { slackMessage } from './slack';

/** What notifiers need besides what they tell. */
export interface NotifyOptions {
  notifications: Notifications;
  action: News['action'];
  /** Variables of this process: they hold the secrets that the notifications name, and say which CI job runs it. */
  variables: NodeJS.ProcessEnv;
  /** Where New Relic takes requests, instead of its data centre. */
  newRelicUrl?: string;
}

/**
 * Tells everybody who wants to know what a run did; nobody, where nothing happened.
 * @returns one line for each that could not be told: that fails no deploy
 */
export async function notify(summary: RunSummary, options: NotifyOptions): Promise<string[]> {
  if (happened(summary).length === 0) return [];
  const news: News = { action: options.action, summary, job: ciJobOf(options.variables) };
  const told = [tell('Slack', () => tellSlack(news, options)), tell('New Relic', () => tellNewRelic(news, options))];
  return (await Promise.all(told)).flat();
}

async function tell(who: string, send: () => Promise<void>): Promise<string[]> {
  try {
    await send();
    return [];
  } catch (error) {
    return [`${who} was not told: ${(error as Error).message}`];
  }
}

async function tellSlack(news: News, { notifications: { slack }, variables }: NotifyOptions): Promise<void> {
  if (slack) await post(secretIn(slack.webhook, variables), slackMessage(news));
}

async function tellNewRelic(news: News, options: NotifyOptions): Promise<void> {
  const settings = options.notifications.newRelic;
  const request = settings && deploymentMarkers(news, settings);
  if (!request) return;
  const headers = { 'API-Key': secretIn(settings.apiKey, options.variables) };
  const answer = await post(options.newRelicUrl ?? nerdGraph[settings.region], request, headers);
  const refusals = refusalsIn(JSON.parse(answer));
  if (refusals.length > 0) throw new Error(refusals.join('; '));
}

function secretIn(name: string, variables: NodeJS.ProcessEnv): string {
  const value = variables[name];
  if (!value) throw new Error(`the variable ${name} is not set`);
  return value;
}
