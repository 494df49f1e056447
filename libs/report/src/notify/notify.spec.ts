import { notificationsSchema, type RunSummary, type ServiceOutcome } from '@longshore/model';
import { notify } from '..';
import { type Inbox, openInbox } from '../testing/inbox';
import { type NerdGraphRequest } from './new-relic';
import { type SlackMessage } from './slack';

const outcome = (fields: Partial<ServiceOutcome>): ServiceOutcome => ({
  service: 'rooms',
  environment: 'staging',
  verdict: 'deployed',
  digest: `sha256:${'a'.repeat(64)}`,
  taskDefinition: 'arn:aws:ecs:eu-central-1:111111111111:task-definition/staging-rooms:7',
  durationMs: 61_300,
  ...fields,
});

const summaryOf = (...services: ServiceOutcome[]): RunSummary => ({
  run: '20260101T000000-abcdef',
  environment: 'staging',
  commit: 'c0ffee'.padEnd(40, '0'),
  subject: 'Count <rooms> & users',
  actor: 'kim',
  durationMs: 65_000,
  services,
});

const lost = outcome({
  service: 'users',
  verdict: 'rolled-back',
  reason: 'tasks failed to start',
  dossier: { likely: { cause: 'a variable is missing', fix: 'npx longshore logs users' }, tasks: [], events: [] },
});

const marked = { changeTrackingEvent: { changeTrackingId: '1' }, messages: [] };

const job = { GITHUB_SERVER_URL: 'https://github.com', GITHUB_REPOSITORY: 'acme/chat', GITHUB_RUN_ID: '12' };

let inbox: Inbox;
beforeEach(async () => {
  inbox = await openInbox();
});
afterEach(() => inbox.close());

/** Tells Slack, at an address as secret as a webhook's. */
const tellSlack = (summary: RunSummary, url = `${inbox.url}/services/T0/B0/secret`) =>
  notify(summary, {
    action: 'Deploy',
    notifications: notificationsSchema.parse({ slack: {} }),
    variables: { ...job, SLACK_WEBHOOK_URL: url },
  });

const tellNewRelic = (summary: RunSummary, settings = {}) =>
  notify(summary, {
    action: 'Deploy',
    notifications: notificationsSchema.parse({ newRelic: settings }),
    variables: { ...job, NEW_RELIC_API_KEY: 'NRAK-secret' },
    newRelicUrl: `${inbox.url}/graphql`,
  });

const textOf = (message: SlackMessage): string[] =>
  message.blocks.map((block) => (block.type === 'section' ? block.text.text : (block.elements[0]?.text ?? '')));

describe('Slack', () => {
  test('gets one message a run: what went wrong first, and why', async () => {
    const kept = outcome({ service: 'messages', verdict: 'unchanged' });
    expect(await tellSlack(summaryOf(kept, outcome({ url: 'https://chat.example/rooms' }), lost))).toEqual([]);

    expect(inbox.arrivals).toHaveLength(1);
    const [{ path, headers, body }] = inbox.arrivals as [(typeof inbox.arrivals)[0]];
    expect(path).toBe('/services/T0/B0/secret');
    expect(headers['content-type']).toBe('application/json');
    const message = body as SlackMessage;
    expect(message.text).toBe('Deploy to staging: 1 unchanged, 1 deployed, 1 rolled-back');
    expect(textOf(message)).toEqual([
      '*Deploy to staging: 1 unchanged, 1 deployed, 1 rolled-back*\n`c0ffee0` Count &lt;rooms&gt; &amp; users',
      [
        '❌ *users* rolled-back 61.3 s',
        '>tasks failed to start',
        '>most likely: a variable is missing',
        '✅ *<https://chat.example/rooms|rooms>* deployed 61.3 s',
      ].join('\n'),
      'kim · 65.0 s · <https://github.com/acme/chat/actions/runs/12|job>',
    ]);
  });

  test('gets a message that it takes from a run of many services', async () => {
    const many = Array.from({ length: 200 }, (_, index) => outcome({ service: `service-${index}` }));
    await tellSlack(summaryOf(...many));
    const services = textOf(inbox.arrivals[0]?.body as SlackMessage)[1] ?? '';
    expect(services.length).toBeLessThanOrEqual(3000);
    const shown = services.split('\n').length - 1;
    expect(services).toContain(`… and ${200 - shown} more`);
  });

  test('hears nothing of a run in which nothing happened', async () => {
    await tellSlack(summaryOf(outcome({ verdict: 'unchanged' })));
    await tellSlack(summaryOf());
    expect(inbox.arrivals).toEqual([]);
  });
});

describe('New Relic', () => {
  test('gets a marker for each service that went live, in one request', async () => {
    const settings = { entity: "{service}-{environment}'s" };
    inbox.answer = { status: 200, body: JSON.stringify({ data: { mark0: marked, mark1: marked } }) };
    expect(await tellNewRelic(summaryOf(outcome({}), outcome({ service: 'messages' }), lost), settings)).toEqual([]);

    expect(inbox.arrivals).toHaveLength(1);
    const [{ path, headers, body }] = inbox.arrivals as [(typeof inbox.arrivals)[0]];
    expect([path, headers['api-key']]).toEqual(['/graphql', 'NRAK-secret']);
    const { query, variables } = body as NerdGraphRequest;
    expect(query).toMatch(/^mutation\(\$event0: ChangeTrackingCreateEventInput!, \$event1: .*\) \{ mark0: /);
    expect(Object.keys(variables)).toEqual(['event0', 'event1']);
    expect(variables['event0']).toEqual({
      categoryAndTypeData: {
        kind: { category: 'Deployment', type: 'Rolling' },
        categoryFields: {
          deployment: {
            version: 'c0ffee000000-7',
            commit: 'c0ffee'.padEnd(40, '0'),
            deepLink: 'https://github.com/acme/chat/actions/runs/12',
          },
        },
      },
      entitySearch: { query: "name = 'rooms-staging\\'s'" },
      shortDescription: 'rooms to staging',
      description: 'Count <rooms> & users',
      user: 'kim',
      groupId: '20260101T000000-abcdef',
      customAttributes: {
        action: 'Deploy',
        environment: 'staging',
        service: 'rooms',
        digest: `sha256:${'a'.repeat(64)}`,
      },
    });
  });

  test('says what it did not mark, though it answers 200', async () => {
    const mark0 = { changeTrackingEvent: null, messages: ['no entity matches'] };
    inbox.answer = { status: 200, body: JSON.stringify({ data: { mark0 } }) };
    expect(await tellNewRelic(summaryOf(outcome({})))).toEqual(['New Relic was not told: no entity matches']);
    inbox.answer = { status: 200, body: JSON.stringify({ errors: [{ message: 'Api key not found' }] }) };
    expect(await tellNewRelic(summaryOf(outcome({})))).toEqual(['New Relic was not told: Api key not found']);
  });
});

describe('who cannot be told', () => {
  test('is named with the reason, and never with the secret address', async () => {
    const summary = summaryOf(outcome({}));
    inbox.answer = { status: 404, body: 'no_service' };
    const gone = await openInbox();
    await gone.close();
    const answers = [
      await tellSlack(summary),
      await tellSlack(summary, `${gone.url}/secret`),
      await tellSlack(summary, 'secret'),
      await tellSlack(summary, ''),
    ];
    expect(answers.flat()).toEqual([
      'Slack was not told: it answered 404 no_service',
      'Slack was not told: ECONNREFUSED',
      'Slack was not told: its address is no URL',
      'Slack was not told: the variable SLACK_WEBHOOK_URL is not set',
    ]);
  });
});
