import { type Plan, tags } from '@longshore/model';
import { asTags } from '../aws/tags';
import { isRecorded, type Live } from '../read/live';
import { type Desired } from '../render/desired';
import { conditionsOf } from '../route/route';
import { type VersionedSecret, withSecretVersions } from '../secrets/versions';
import { desiredRooms, liveAfter, nothingLive, resources } from '../testing/rooms';
import { deltaOf } from './delta';
import { planRelease } from './plan-release';

const plan = (desired: Desired, live: Live): Plan =>
  planRelease(desired, live, deltaOf(desired, live, resources.listenerArn));
const fieldsOf = ({ changes }: Plan) => changes.map(({ field }) => field);

const image = { digest: `sha256:${'b'.repeat(64)}` } as const;

describe('nothing to change', () => {
  test.each([true, false])(
    'when all is as desired, whatever AWS adds and however it sorts (recorded: %s)',
    (recorded) => {
      expect(plan(desiredRooms(), liveAfter(desiredRooms(), { recorded }))).toMatchObject({
        action: 'none',
        changes: [],
      });
    },
  );

  test('when only the commit is another', () => {
    const desired = desiredRooms({}, { commit: 'd'.repeat(40) });
    expect(plan(desired, liveAfter(desiredRooms())).action).toBe('none');
  });
});

describe('a new service', () => {
  test('is created, all of it new', () => {
    const { action, changes } = plan(desiredRooms(), nothingLive());
    expect(action).toBe('create');
    expect(new Set(changes.map(({ why }) => why))).toEqual(new Set(['new']));
    expect(changes).toContainEqual({ field: 'desiredCount', from: undefined, to: 2, why: 'new' });
    expect(changes).toContainEqual(
      expect.objectContaining({
        field: 'containerDefinitions.rooms.image',
        to: expect.stringContaining('sha256:aaaa'),
      }),
    );
  });

  test('of which a crash left the target group is created around it', () => {
    const { targetGroup } = liveAfter(desiredRooms());
    const left = { ...nothingLive(), targetGroup, attributes: {} };
    expect(fieldsOf(plan(desiredRooms(), left)).filter((field) => field.startsWith('targetGroup.'))).toEqual([
      'targetGroup.deregistration_delay.timeout_seconds',
    ]);
  });
});

describe('a change', () => {
  test('of the image is one of the image alone', () => {
    const { action, changes } = plan(desiredRooms({}, image), liveAfter(desiredRooms()));
    expect(action).toBe('update');
    expect(changes).toEqual([
      {
        field: 'containerDefinitions.rooms.image',
        from: `registry/rooms@sha256:${'a'.repeat(64)}`,
        to: `registry/rooms@${image.digest}`,
        why: 'image',
      },
    ]);
  });

  test.each([
    ['memory', { memory: 1024 }, ['memory']],
    ['a variable', { environment: { LOG_LEVEL: 'debug' } }, ['containerDefinitions.rooms.environment.LOG_LEVEL']],
    ['a secret', { secrets: { TOKEN: '/staging/token' } }, ['containerDefinitions.rooms.secrets.TOKEN']],
    [
      'what it may write',
      { readonlyRootFilesystem: false },
      ['containerDefinitions.rooms.readonlyRootFilesystem', 'containerDefinitions.rooms.linuxParameters.tmpfs'],
    ],
    [
      'what it may write, in the words of ECS',
      { override: { container: { readonlyRootFilesystem: false } } },
      ['containerDefinitions.rooms.readonlyRootFilesystem', 'containerDefinitions.rooms.linuxParameters.tmpfs'],
    ],
    ['what it uses', { uses: [] }, ['containerDefinitions.rooms.secrets.DATABASE_URL']],
    [
      'the health check',
      { health: { path: '/up', intervalSeconds: 6 } },
      ['targetGroup.HealthCheckPath', 'targetGroup.HealthCheckIntervalSeconds'],
    ],
    ['the grace period', { health: { graceSeconds: 90 } }, ['healthCheckGracePeriodSeconds']],
    ['the drain', { rollout: { drainSeconds: 5 } }, ['targetGroup.deregistration_delay.timeout_seconds']],
    ['the ceiling', { rollout: { maximumPercent: 150 } }, ['deploymentConfiguration.maximumPercent']],
    ['the codes', { health: { codes: '200-299' } }, ['targetGroup.Matcher.HttpCode']],
    [
      'the breaker',
      { rollout: { failedTasks: 1 } },
      ['type', 'value'].map(
        (field) => `deploymentConfiguration.deploymentCircuitBreaker.thresholdConfiguration.${field}`,
      ),
    ],
    [
      'the check in the container',
      { containerHealth: { command: ['CMD-SHELL', 'true'] } },
      ['command', 'interval', 'timeout', 'retries'].map((field) => `containerDefinitions.rooms.healthCheck.${field}`),
    ],
    ['the route', { route: { paths: ['/api/v1/rooms', '/api/v2/rooms/*'] } }, ['rule.paths']],
  ])('of %s is planned as one of the configuration', (_what, spec, fields) => {
    const { changes } = plan(desiredRooms(spec), liveAfter(desiredRooms()));
    expect(changes.map(({ field }) => field)).toEqual(fields);
    expect(new Set(changes.map(({ why }) => why))).toEqual(new Set(['config']));
  });

  test('of the hosts moves the rule before those that name none', () => {
    const paths = ['/api/v1/rooms', '/api/v1/rooms/*'];
    const hosts = ['rooms.example.com'];
    const { changes } = plan(desiredRooms({ route: { paths, hosts } }), liveAfter(desiredRooms()));
    expect(changes.map(({ field }) => field)).toEqual(['rule.hosts', 'rule.priority']);
  });

  test('of the route moves the rule where its priority no longer fits', () => {
    const moved = plan(desiredRooms({ route: { paths: ['/*'] } }), liveAfter(desiredRooms()));
    expect(fieldsOf(moved)).toEqual(['rule.paths', 'rule.priority']);
  });

  test('is what is left to do where a run broke off before its rule got its paths, or before the old one went', () => {
    const live = liveAfter(desiredRooms());
    const waiting = { ...live, rule: { ...live.rule, Conditions: conditionsOf({ paths: [] }) } };
    expect(plan(desiredRooms(), waiting).changes).toEqual([
      { field: 'rule.paths', from: [], to: ['/api/v1/rooms', '/api/v1/rooms/*'], why: 'drift' },
    ]);
    const twice = { ...live, spareRules: [{ Conditions: conditionsOf({ paths: ['/old'] }) }] };
    expect(plan(desiredRooms(), twice).changes).toEqual([
      { field: 'rule.also', from: '/old', to: 'none', why: 'drift' },
    ]);
  });

  test('of a rule that belongs to a service which gives its paths up is part of the plan', () => {
    const rule = { Conditions: conditionsOf({ paths: ['/api/v1/rooms', '/other'] }) };
    const live = { ...liveAfter(desiredRooms()), rivalRules: [{ service: 'chat', rule }] };
    expect(plan(desiredRooms(), live).changes).toEqual([
      { field: 'rule.of.chat', from: '/api/v1/rooms /other', to: '/other', why: 'drift' },
    ]);
  });

  test('made by hand is put right, and called drift', () => {
    const live = liveAfter(desiredRooms(), { recorded: true });
    const byHand = { ...live, service: { ...live.service, healthCheckGracePeriodSeconds: 0 } };
    expect(plan(desiredRooms(), byHand).changes).toEqual([
      { field: 'healthCheckGracePeriodSeconds', from: 0, to: 10, why: 'drift' },
    ]);
  });
});

describe('the desired count', () => {
  const scaled = (copies: number, before: number, now: number) =>
    plan(
      desiredRooms({ copies: { min: copies } }),
      liveAfter(desiredRooms({ copies: { min: before } }), { count: now }),
    );

  test('that an autoscaler or a person has raised is left alone', () => {
    expect(scaled(2, 2, 7).action).toBe('none');
    expect(fieldsOf(scaled(3, 2, 7))).toEqual([]);
  });

  test('follows copies.min where nobody has touched it', () => {
    expect(scaled(3, 2, 2).changes).toEqual([{ field: 'desiredCount', from: 2, to: 3, why: 'config' }]);
    expect(scaled(1, 4, 4).changes).toEqual([{ field: 'desiredCount', from: 4, to: 1, why: 'config' }]);
  });

  test('never stays below copies.min', () => {
    expect(scaled(2, 2, 0).changes).toEqual([{ field: 'desiredCount', from: 0, to: 2, why: 'drift' }]);
  });
});

test('a rollout that failed without a rollback is tried again although nothing has changed', () => {
  const live = liveAfter(desiredRooms());
  const failed = { id: 'ecs-svc/1', status: 'PRIMARY', rolloutState: 'FAILED' as const };
  const stuck = { ...live, service: { ...live.service, deployments: [failed] } };
  expect(plan(desiredRooms(), stuck)).toMatchObject({
    action: 'update',
    changes: [{ field: 'deployments.rolloutState', why: 'drift' }],
  });
});

test('a plan says nothing of what others have put into variables', () => {
  const live = liveAfter(desiredRooms());
  const { taskDefinition, tags: ledger } = live.taskDefinition ?? { taskDefinition: {}, tags: {} };
  const containers = taskDefinition.containerDefinitions?.map((container) => ({
    ...container,
    environment: [...(container.environment ?? []), { name: 'DB_PASSWORD', value: 'planted-secret' }],
  }));
  const byHand = {
    ...live,
    taskDefinition: { taskDefinition: { ...taskDefinition, containerDefinitions: containers }, tags: ledger },
  };
  const result = plan(desiredRooms(), byHand);
  expect(fieldsOf(result)).toEqual(['containerDefinitions.rooms.environment.DB_PASSWORD']);
  expect(JSON.stringify(result)).not.toContain('planted-secret');
});

test('a service whose tags do not say what is live is read in full', () => {
  const live = liveAfter(desiredRooms());
  const untagged = { ...live, service: { ...live.service, tags: asTags({ [tags.run]: 'x' }) } };
  expect(plan(desiredRooms(), untagged).action).toBe('none');
});

describe('a secret', () => {
  const secret = (version: string | undefined): VersionedSecret => ({
    container: 'rooms',
    variable: 'DATABASE_URL',
    valueFrom: '/longshore/staging/postgres-url',
    reference: { store: 'ssm', name: '/longshore/staging/postgres-url' },
    presence: version ? 'there' : 'missing',
    version,
  });
  const started = (version: string | undefined, spec: object = {}) =>
    withSecretVersions(desiredRooms(spec), [secret(version)]);

  test.each([true, false])('of the same version is no change (recorded: %s)', (recorded) => {
    expect(plan(started('3'), liveAfter(started('3'), { recorded })).action).toBe('none');
  });

  test('of a newer version replaces the tasks that started with the one before', () => {
    const { action, changes, rollout } = plan(started('4'), liveAfter(started('3')));
    expect(action).toBe('update');
    expect(changes).toEqual([
      { field: 'containerDefinitions.rooms.secretVersions.DATABASE_URL', from: '3', to: '4', why: 'secret' },
    ]);
    expect(rollout).toMatchObject({ tasks: 2 });
  });

  test('of a newer version is not recorded as live', () => {
    expect(isRecorded(started('4'), liveAfter(started('3')).service ?? {})).toBe(false);
    expect(started(undefined).configHash).toBe(desiredRooms().configHash);
  });

  test('that is referred to anew is a change of the configuration', () => {
    const before = liveAfter(desiredRooms({ uses: [] }));
    expect(plan(started('1'), before).changes).toEqual([
      expect.objectContaining({ field: 'containerDefinitions.rooms.secrets.DATABASE_URL', why: 'config' }),
    ]);
  });
});
