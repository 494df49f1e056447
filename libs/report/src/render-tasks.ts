import { type TaskStatus } from '@longshore/model';
import { createColors } from 'picocolors';
import { age, type Style } from './style';
import { type Cell, cell, fittedTable } from './table';
import { wrap } from './wrap';

/** So much of an id tells tasks apart, and every command takes it. */
const shortId = 8;

/** The tasks of an environment, one a line; then why those that have stopped did so. */
export function renderTasks(tasks: TaskStatus[], style: Style, now: Date): string {
  if (tasks.length === 0) return 'no tasks';
  const { dim } = createColors(style.color);
  const head = ['SERVICE', 'TASK', 'STATE', 'HEALTH', 'REVISION', 'COMMIT', 'ZONE', 'STARTED'];
  const rows = [head.map((text) => ({ text, paint: dim })), ...tasks.map((task) => row(task, style, now))];
  const overview = fittedTable(rows, style.columns, { drop: ['ZONE', 'COMMIT', 'REVISION'] });
  const reasons = tasks.flatMap(({ task, stoppedReason }) =>
    stoppedReason === undefined ? [] : wrap(`${task.slice(0, shortId)}  ${stoppedReason}`, style.columns),
  );
  return [overview, reasons.join('\n')].filter(Boolean).join('\n\n');
}

function row(task: TaskStatus, style: Style, now: Date): Cell[] {
  const { green, red, yellow, dim } = createColors(style.color);
  const { service, oneOff, state, health, startedAt } = task;
  const paint = state === 'RUNNING' ? green : state === 'STOPPED' ? dim : yellow;
  return [
    cell(oneOff ? `${service} (one-off)` : service),
    cell(task.task.slice(0, shortId)),
    { text: state, paint },
    { text: health ?? '', ...(health === 'UNHEALTHY' && { paint: red }) },
    cell(task.revision),
    cell(task.commit?.slice(0, 7)),
    cell(task.zone),
    cell(startedAt && age(startedAt, now)),
  ];
}
