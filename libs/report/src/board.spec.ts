import { type RunEvent, type RunEventBody } from '@longshore/model';
import { afterEvent, emptyBoard, renderBoard } from '.';

const style = { color: false, columns: 60 };

const drawn = (...bodies: RunEventBody[]): string[] => {
  const events = bodies.map((body, second): RunEvent => ({
    ...body,
    run: 'r',
    at: `2026-01-01T00:00:0${second}.000Z`,
  }));
  const board = events.reduce(afterEvent, emptyBoard);
  return renderBoard(board, style, new Date('2026-01-01T00:00:09.000Z')).split('\n');
};

const started: RunEventBody = { type: 'run-started', environment: 'staging', commit: 'c0ffee'.padEnd(40, '0') };
const rolling = (service: string): RunEventBody => ({
  type: 'rollout-started',
  service,
  deploymentId: 'ecs-svc/1',
  taskDefinition: `arn:aws:ecs:eu-central-1:111111111111:task-definition/staging-${service}:7`,
});

test('a board has a line for each service: state, tasks, time, and what was said last', () => {
  expect(
    drawn(
      started,
      rolling('rooms'),
      rolling('users'),
      { type: 'rollout-progress', service: 'rooms', deploymentId: '', running: 1, pending: 1, desired: 2, failed: 3 },
      { type: 'verdict', service: 'users', verdict: 'rolled-back', durationMs: 5000, reason: 'a task\nhas failed' },
    ),
  ).toEqual([
    'staging at c0ffee000000',
    '',
    'SERVICE  STATE        TASKS         TIME',
    'rooms    rolling      1/2 3 failed  8.0 s  staging-rooms:7',
    'users    rolled-back                5.0 s  a task has failed',
  ]);
});

test('no line is wider than the terminal, and the end of the run is said', () => {
  const lines = drawn(
    started,
    { type: 'ecs-event', service: 'rooms', message: 'word '.repeat(40) },
    {
      type: 'run-finished',
      durationMs: 61_000,
    },
  );
  expect(lines[0]).toBe('staging at c0ffee000000, ended after 61.0 s');
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(60);
});
