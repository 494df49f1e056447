import { LongshoreError, type Plan, type RunSummary } from '@longshore/model';
import { isRefusedBefore, renderError, renderEvent, renderOutcome, renderPlan, renderSummary } from '.';

const at = { at: '2026-01-01T00:00:00.000Z', run: '20260101T000000-abcdef' };

const summary: RunSummary = {
  run: at.run,
  environment: 'local',
  commit: 'c'.repeat(40),
  actor: 'kim',
  durationMs: 9_000,
  services: [
    {
      service: 'messages',
      environment: 'local',
      verdict: 'deployed',
      digest: 'sha256:1',
      taskDefinition: 'arn:aws:ecs:us-east-1:123456789012:task-definition/local-messages:4',
      deploymentId: 'ecs-svc/17',
      durationMs: 6_140,
      url: 'http://127.0.0.1:8080/api/v1/rooms/*/messages',
    },
    {
      service: 'rooms',
      environment: 'local',
      verdict: 'rolled-back',
      digest: 'sha256:2',
      durationMs: 12_000,
      reason: '3 tasks failed their health check: GET /health answered 500',
      url: 'http://127.0.0.1:8080/api/v1/rooms',
    },
  ],
};

describe('a summary', () => {
  test('has a row a service, then the reasons, then the URLs', () => {
    expect(renderSummary(summary, { color: false, columns: 100 })).toBe(
      [
        '  messages  deployed        6.1 s  local-messages:4  ecs-svc/17',
        '  rooms     rolled-back    12.0 s',
        '',
        '  rooms rolled-back:',
        '    3 tasks failed their health check: GET /health answered 500',
        '',
        '  messages  http://127.0.0.1:8080/api/v1/rooms/*/messages',
        '  rooms     http://127.0.0.1:8080/api/v1/rooms',
      ].join('\n'),
    );
  });

  test('names services that are live without a folder, with the command that removes them', () => {
    const orphans = [{ service: 'billing', destroy: 'npx longshore destroy billing -e local' }];
    const line =
      '  billing is live in local but has no folder here; to remove it: npx longshore destroy billing -e local';
    expect(renderSummary({ ...summary, orphans }, { color: false, columns: 100 })).toContain(
      `${line}\n\n  messages  http://`,
    );
    expect(renderSummary({ ...summary, services: [], orphans }, { color: false, columns: 100 })).toBe(line);
  });

  test('keeps reasons within the width of the terminal', () => {
    const lines = renderSummary(summary, { color: false, columns: 40 }).split('\n');
    const reason = lines.filter((line) => line.startsWith('    '));
    expect(reason.length).toBeGreaterThan(1);
    expect(Math.max(...reason.map(({ length }) => length))).toBeLessThanOrEqual(40);
  });

  test('has colours only where they are wanted', () => {
    const escape = String.fromCharCode(27);
    expect(renderSummary(summary, { color: true, columns: 100 })).toContain(`${escape}[31mrolled-back`);
    expect(renderSummary(summary, { color: false, columns: 100 })).not.toContain(escape);
  });
});

test('an outcome says why it is bad', () => {
  const [good, bad] = summary.services.map(renderOutcome);
  expect(good).toBe('messages  deployed        6.1 s  local-messages:4  ecs-svc/17');
  expect(bad).toContain('GET /health answered 500');
});

test('an event is one line', () => {
  const { taskDefinition = '' } = summary.services[0] ?? {};
  expect(
    renderEvent({ ...at, type: 'rollout-started', service: 'rooms', deploymentId: 'ecs-svc/1', taskDefinition }),
  ).toBe('rooms  rolling out local-messages:4 as ecs-svc/1');
  expect(
    renderEvent({
      ...at,
      type: 'rollout-progress',
      service: 'rooms',
      deploymentId: 'ecs-svc/1',
      running: 1,
      pending: 1,
      desired: 2,
      failed: 0,
    }),
  ).toBe('rooms  1 of 2 running, 1 pending');
});

describe('a plan', () => {
  const plan: Plan = {
    release: {
      service: 'rooms',
      project: 'rooms',
      environment: 'staging',
      digest: `sha256:${'a'.repeat(64)}`,
      commit: 'c',
    },
    action: 'update',
    changes: [
      { field: 'memory', from: '512', to: '1024', why: 'config' },
      { field: 'environment.LOG_LEVEL', from: null, to: 'debug', why: 'config' },
    ],
  };

  test('says from what to what, and why', () => {
    expect(renderPlan(plan).split('\n')).toEqual([
      'update rooms in staging:',
      '  ~ memory: 512 → 1024  (config)',
      '  + environment.LOG_LEVEL = debug  (config)',
    ]);
  });

  test('says what happens to the tasks meanwhile, or that it never ends', () => {
    const rollout = { tasks: 2, floor: 2, ceiling: 4, leastSeconds: 40, mostSeconds: 85 };
    expect(renderPlan({ ...plan, rollout })).toContain(
      'rollout: 2 tasks, 2 to 4 running meanwhile, takes 40 s to 85 s',
    );
    expect(renderPlan({ ...plan, rollout: { ...rollout, mostSeconds: 40 } })).toContain(
      'rollout: 2 tasks, 2 to 4 running meanwhile, takes 40 s',
    );
    const stuck = { tasks: 1, floor: 1, ceiling: 1, blocked: 'no room' };
    expect(renderPlan({ ...plan, rollout: stuck })).toContain('FAIL  the rollout would never end: no room');
  });

  test('says who loses requests, and how one that was renamed is removed', () => {
    const takesOver = [
      { from: 'users', route: '/rooms/*' },
      { from: 'chat', route: '/chat/*', remove: 'npx longshore destroy chat -e staging' },
    ];
    expect(
      renderPlan({ ...plan, takesOver })
        .split('\n')
        .slice(-2),
    ).toEqual([
      '  takes /rooms/* over from users, which gives it up',
      '  takes /chat/* over from chat, which this commit no longer has (removed or renamed); then: npx longshore destroy chat -e staging',
    ]);
  });

  test.each([
    ['npx longshore rename chat rooms -e staging', 'not confirmed: npx longshore rename chat rooms -e staging'],
    [undefined, 'confirmed'],
  ])('shows a rename as what is created and destroyed, and whether it is confirmed: %s', (confirm, line) => {
    const renames = { from: 'chat', parts: ['rule 5', 'target group staging-chat'], ...(confirm && { confirm }) };
    const created = { ...plan, action: 'create' as const, changes: [], renames };
    expect(renderPlan(created).split('\n')).toEqual([
      'create rooms in staging:',
      '  destroy chat in staging once this is deployed, for it is the same project under another name:',
      '    - rule 5',
      '    - target group staging-chat',
      `  ${line}`,
    ]);
    expect(isRefusedBefore(created)).toBe(confirm !== undefined);
  });

  test('says that there is nothing to do', () => {
    expect(renderPlan({ ...plan, action: 'none', changes: [] })).toBe('rooms in staging: nothing to change');
  });
});

test('an error has code, what, why and one fix', () => {
  const error = new LongshoreError('LS1102', {
    what: 'port 8080 is in use',
    why: 'by another\nprocess',
    fix: 'npx longshore up --lb-port 0',
  });
  expect(renderError(error)).toBe(
    'LS1102  port 8080 is in use\nwhy     by another\n        process\nfix     npx longshore up --lb-port 0',
  );
});
