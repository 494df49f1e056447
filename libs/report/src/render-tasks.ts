import { type TaskStatus } from '@longshore/model';
import { createColors } from 'picocolors';
import { age, type Style } from './style';
import { type Cell, cell, table } from './table';

/** The tasks of an environment, one a line; why those that have stopped did so stands last. */
export function renderTasks(tasks: TaskStatus[], style: Style, now: Date): string {
  if (tasks.length === 0) return 'no tasks';
  const { dim } = createColors(style.color);
  const head = ['SERVICE', 'TASK', 'STATE', 'HEALTH', 'REVISION', 'COMMIT', 'ZONE', 'STARTED', 'WHY'];
  return table([head.map((text) => ({ text, paint: dim })), ...tasks.map((task) => row(task, style, now))]);
}

function row(task: TaskStatus, style: Style, now: Date): Cell[] {
  const { green, red, yellow, dim } = createColors(style.color);
  const { service, oneOff, state, health, startedAt } = task;
  const paint = state === 'RUNNING' ? green : state === 'STOPPED' ? dim : yellow;
  return [
    cell(oneOff ? `${service} (one-off)` : service),
    cell(task.task),
    { text: state, paint },
    { text: health ?? '', ...(health === 'UNHEALTHY' && { paint: red }) },
    cell(task.revision),
    cell(task.commit?.slice(0, 7)),
    cell(task.zone),
    cell(startedAt && age(startedAt, now)),
    cell(task.stoppedReason),
  ];
}
