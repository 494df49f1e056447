import { type Notifications, type RunSummary, type ServiceOutcome } from '@longshore/model';
import { type News } from './news';

type Settings = NonNullable<Notifications['newRelic']>;

/** The body of a request to NerdGraph. */
export interface NerdGraphRequest {
  query: string;
  variables: Record<string, object>;
}

/** NerdGraph, where each data centre of New Relic has it. */
export const nerdGraph: Record<Settings['region'], string> = {
  us: 'https://api.newrelic.com/graphql',
  eu: 'https://api.eu.newrelic.com/graphql',
};

/**
 * One request that marks every service that went live, by
 * https://docs.newrelic.com/docs/change-tracking/config/nerdgraph; undefined where none did.
 */
export function deploymentMarkers(news: News, { entity }: Pick<Settings, 'entity'>): NerdGraphRequest | undefined {
  const live = news.summary.services.filter(({ verdict }) => verdict === 'deployed');
  if (live.length === 0) return undefined;
  const parameters = live.map((_, index) => `$event${index}: ChangeTrackingCreateEventInput!`).join(', ');
  const fields = live.map((_, index) => mark(index)).join(' ');
  const events = live.map((outcome, index) => [`event${index}`, eventOf(outcome, news, entity)] as const);
  return { query: `mutation(${parameters}) { ${fields} }`, variables: Object.fromEntries(events) };
}

const mark = (index: number): string =>
  `mark${index}: changeTrackingCreateEvent(changeTrackingEvent: $event${index}) { changeTrackingEvent { changeTrackingId } messages }`;

function eventOf(outcome: ServiceOutcome, { action, summary, job }: News, entity: string): object {
  const { commit, run, actor, subject, environment } = summary;
  return {
    categoryAndTypeData: {
      kind: { category: 'Deployment', type: 'Rolling' },
      categoryFields: { deployment: { version: versionOf(outcome, summary), commit, ...(job && { deepLink: job }) } },
    },
    entitySearch: { query: `name = '${quoted(nameOf(entity, outcome))}'` },
    shortDescription: `${outcome.service} to ${environment}`,
    ...(subject && { description: subject }),
    user: actor,
    groupId: run,
    customAttributes: { action, environment, service: outcome.service, digest: outcome.digest },
  };
}

/** The revision tells two releases of one commit apart. */
const versionOf = ({ taskDefinition }: ServiceOutcome, { commit }: RunSummary): string =>
  [commit.slice(0, 12), taskDefinition?.split(':').at(-1)].filter(Boolean).join('-');

const nameOf = (entity: string, { service, environment }: ServiceOutcome): string =>
  entity.replaceAll('{service}', service).replaceAll('{environment}', environment);

/** A quote would end the name within the query. */
const quoted = (text: string): string => text.replace(/['\\]/g, '\\$&');

/** What NerdGraph says that it did not do, for it answers 200 to that too. */
export function refusalsIn(answer: unknown): string[] {
  const { errors = [], data } = (answer ?? {}) as NerdGraphAnswer;
  const unmarked = Object.values(data ?? {}).filter((mark) => !mark?.changeTrackingEvent);
  return [...errors.map(({ message }) => message), ...unmarked.flatMap((mark) => mark?.messages ?? [])];
}

interface NerdGraphAnswer {
  errors?: { message: string }[];
  data?: Record<string, { changeTrackingEvent?: object | null; messages?: string[] } | null>;
}
