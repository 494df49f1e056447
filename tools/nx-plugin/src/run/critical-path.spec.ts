import { criticalPath, renderCriticalPath } from './critical-path';
import { type TaskTiming } from './stages';

const task = (project: string, target: string, start: number, end: number): TaskTiming => ({
  project,
  target,
  start,
  end,
  cached: false,
});

const tasks = [
  task('rooms', 'build', 0, 900),
  task('users', 'build', 0, 400),
  task('users', 'test', 500, 1500),
  task('rooms', 'image', 950, 1000),
  task('users', 'image', 950, 960),
  task('rooms', 'verify', 1000, 4000),
  task('rooms', 'deploy', 4010, 9000),
  task('users', 'deploy', 4010, 7000),
];

describe('the critical path of a run', () => {
  test('leads from the task that ended last to what each had to wait for, whatever ran beside them', () => {
    expect(criticalPath(tasks).map(({ project, target }) => `${project}:${target}`)).toEqual([
      'rooms:build',
      'rooms:image',
      'rooms:verify',
      'rooms:deploy',
    ]);
  });

  test('is never longer than the run', () => {
    const length = criticalPath(tasks).reduce((sum, { start, end }) => sum + end - start, 0);
    expect(length).toBeLessThanOrEqual(9000);
  });

  test('ends where tasks have no length', () => {
    expect(criticalPath([task('a', 'x', 5, 5), task('b', 'x', 5, 5)])).toEqual([]);
    expect(renderCriticalPath([], 80)).toBe('');
  });

  test('is printed in lines that fit the terminal', () => {
    expect(renderCriticalPath(criticalPath(tasks), 50).split('\n')).toEqual([
      '  longest chain of tasks',
      '    rooms:build 0.9 s → rooms:image 0.1 s →',
      '    rooms:verify 3.0 s → rooms:deploy 5.0 s',
    ]);
  });
});
