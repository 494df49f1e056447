import { renderStages, shareOfNx, stagesOf, type TaskTiming } from './stages';

const task = (target: string, start: number, end: number, cached = false): TaskTiming => ({
  project: 'rooms',
  target,
  start,
  end,
  cached,
});

describe('where the time of a run went', () => {
  const tasks = [
    task('build', 1000, 1600),
    task('test', 1000, 4000),
    task('build', 1600, 2200, true),
    task('deploy', 4500, 9000),
  ];

  test('a stage reaches from the first start of its target to the last end', () => {
    expect(stagesOf(tasks)).toEqual([
      { name: 'build', wallMs: 1200, note: '2 tasks, 1 cached' },
      { name: 'test', wallMs: 3000, note: '1 task' },
      { name: 'deploy', wallMs: 4500, note: '1 task' },
    ]);
  });

  test('the share of Nx is the time in which no step was at work', () => {
    const steps = [
      { target: 'build', project: 'rooms', start: 1500, end: 1600 },
      { target: 'deploy', project: 'rooms', start: 5000, end: 8900 },
    ];
    // test (a command) 1000 to 4000, which covers build; deploy 5000 to 8900
    expect(shareOfNx(0, 9500, tasks, steps)).toBe(9500 - 3000 - 3900);
  });

  test('are printed in seconds', () => {
    expect(renderStages([{ name: 'image', wallMs: 1234, note: '3 tasks' }])).toBe('  image        1.2 s  3 tasks');
  });
});
