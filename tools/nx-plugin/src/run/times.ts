import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type PostTasksExecutionContext } from '@nx/devkit';
import { runsFolder } from '@longshore/deploy';
import { criticalPath, renderCriticalPath } from './critical-path';
import { renderStages, shareOfNx, type Stage, stagesOf, type TaskTiming } from './stages';
import { readSteps } from './steps';

/** Also whoever reads the file later has so many columns. */
const fileColumns = 80;

/**
 * Where the time of a run went, as text: stage by stage, and the chain of tasks that decided its length. It is left in
 * the run's folder as well, as `times.txt`.
 */
export function noteTimes(context: PostTasksExecutionContext, run: string): string {
  const text = timesOf(context, run);
  const folder = join(runsFolder(context.workspaceRoot), run);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'times.txt'), `${text}\n`);
  return text;
}

function timesOf(context: PostTasksExecutionContext, run: string): string {
  const { workspaceRoot, startTime, endTime } = context;
  const tasks = timingsOf(context);
  // What came before Nx: `longshore up` starts the cloud and the backing services.
  const before = JSON.parse(process.env['LONGSHORE_STAGES'] ?? '[]') as Stage[];
  const wallMs = shareOfNx(startTime, endTime, tasks, readSteps(workspaceRoot, run));
  const nx = { name: 'nx', wallMs, note: 'of its own' };
  const total = { name: 'total', wallMs: endTime - startTime + before.reduce((sum, stage) => sum + stage.wallMs, 0) };
  const path = renderCriticalPath(criticalPath(tasks), fileColumns);
  return [renderStages([...before, ...stagesOf(tasks), nx, total]), path].filter(Boolean).join('\n\n');
}

const timingsOf = ({ taskResults, startTime }: PostTasksExecutionContext): TaskTiming[] =>
  Object.values(taskResults).map(({ task, status }) => ({
    project: task.target.project,
    target: task.target.target,
    cached: status.includes('cache'),
    start: task.startTime ?? startTime,
    end: task.endTime ?? task.startTime ?? startTime,
  }));
