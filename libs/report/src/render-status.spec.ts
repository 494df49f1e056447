import { renderHistory } from './render-history';
import { renderStatus } from './render-status';
import { renderTasks } from './render-tasks';
import { plain } from './style';

const now = new Date('2026-02-01T12:00:00Z');
const commit = 'abcdef0123456789abcdef0123456789abcdef01';

test('the status is a table, then what is held back, then the URLs', () => {
  const text = renderStatus(
    [
      {
        service: 'rooms',
        state: 'unhealthy',
        running: 2,
        desired: 2,
        targets: { healthy: 1, unhealthy: 1, total: 2, why: 'Health checks failed with these codes: [503]' },
        copies: { min: 2, max: 8 },
        revision: 7,
        commit,
        subject: 'Sort rooms by name',
        behind: 3,
        since: '2026-02-01T09:00:00Z',
        url: 'http://127.0.0.1:8080/api/v1/rooms',
        heldBack: 'rolled back by ada at 2026-02-01T09:00:00Z',
      },
      { service: 'users', state: 'missing', running: 0, desired: 0 },
    ],
    plain,
    now,
  );
  expect(text.split('\n')).toEqual([
    'SERVICE  STATE      TASKS      HEALTHY  REVISION  COMMIT   AGE  BEHIND  SUBJECT',
    'rooms    unhealthy  2/2 (2-8)  1/2      7         abcdef0  3 h  3       Sort rooms by name',
    'users    missing    -',
    '',
    'rooms is unhealthy: Health checks failed with these codes: [503]',
    'rooms: a release is held back, rolled back by ada at 2026-02-01T09:00:00Z',
    '',
    'rooms  http://127.0.0.1:8080/api/v1/rooms',
  ]);
});

test('colours do not move the columns', () => {
  const services = [
    { service: 'a', state: 'steady' as const, running: 1, desired: 1 },
    { service: 'b', state: 'missing' as const, running: 0, desired: 0 },
  ];
  const escape = String.fromCharCode(27);
  const painted = renderStatus(services, { ...plain, color: true }, now);
  expect(painted).toContain(escape);
  expect(painted.replaceAll(new RegExp(`${escape}\\[\\d+m`, 'g'), '')).toBe(renderStatus(services, plain, now));
});

test('the history marks what is live, what somebody went back from and what never was healthy', () => {
  const release = { service: 'rooms', commit, digest: `sha256:${'a'.repeat(64)}`, configHash: 'h', run: 'r' } as const;
  const times = { releasedAt: '2026-01-30T12:00:00Z', actor: 'ada' };
  const text = renderHistory(
    [
      {
        ...release,
        ...times,
        taskDefinition: 'arn:3',
        revision: 3,
        live: false,
        verdict: 'rolled-back',
        durationMs: 61_000,
      },
      { ...release, ...times, taskDefinition: 'arn:2', revision: 2, live: true, verdict: 'deployed', provenAt: 'then' },
    ],
    plain,
    now,
  );
  expect(text.split('\n')).toEqual([
    'REVISION  COMMIT   AGE  BY   VERDICT      TOOK              SUBJECT',
    '3         abcdef0  2 d  ada  rolled-back  61.0 s  unproven',
    '2         abcdef0  2 d  ada  deployed             live',
  ]);
});

describe('in a terminal of 80 columns', () => {
  const narrow = { color: false, columns: 80 };
  const widest = (text: string) => Math.max(...text.split('\n').map(({ length }) => length));

  test.each(['rooms', 'conversations-of-everybody', 'a-service-with-an-extraordinarily-long-name'])(
    'the status fits, with a service %s',
    (service) => {
      const status = {
        service,
        state: 'unhealthy' as const,
        running: 10,
        desired: 12,
        targets: { healthy: 10, unhealthy: 1, total: 12, why: 'Health checks failed '.repeat(5).trim() },
        copies: { min: 10, max: 80 },
        revision: 1234,
        commit,
        subject: 'word '.repeat(20).trim(),
        behind: 12,
        since: '2026-02-01T09:00:00Z',
        heldBack: 'rolled back by ada '.repeat(8).trim(),
      };
      const text = renderStatus([status], narrow, now);
      expect(widest(text)).toBeLessThanOrEqual(80);
      expect(text).toContain('10/12');
    },
  );

  test('a subject is cut where the terminal ends', () => {
    const status = {
      service: 'a',
      state: 'short' as const,
      running: 1,
      desired: 2,
      subject: 'word '.repeat(20).trim(),
    };
    expect(renderStatus([status], narrow, now)).toMatch(/ word word .*…$/m);
  });

  test('tasks fit, and why each has stopped is below', () => {
    const task = {
      service: 'conversations',
      task: 'abcdef0123456789abcdef0123456789',
      oneOff: true,
      revision: 12,
      commit,
      state: 'STOPPED',
      health: 'UNHEALTHY',
      zone: 'eu-central-1a',
      startedAt: '2026-02-01T09:00:00Z',
      stoppedReason: 'Essential container in task exited (exit code: conversations 1, a-sidecar-with-a-name 0)',
    };
    const text = renderTasks([task], narrow, now);
    expect(widest(text)).toBeLessThanOrEqual(80);
    expect(text).toContain('abcdef01  Essential container in task exited');
    expect(text.replaceAll('\n', ' ')).toContain(task.stoppedReason);
  });
});
