import { type TaskTiming } from './stages';

/** So many milliseconds of a task count for the chain; shorter ones only pass it on. */
const leastMs = 50;

/**
 * The chain of tasks that decided how long a run took, in the order in which they ran: it ends with the task that ended
 * last, and each began once the one before had ended, which it waited for or whose place it took.
 */
export function criticalPath(tasks: readonly TaskTiming[]): TaskTiming[] {
  const path: TaskTiming[] = [];
  let next = latest(tasks);
  while (next) {
    const { start } = next;
    path.unshift(next);
    next = latest(tasks.filter((task) => task.end <= start && task.start < start));
  }
  return path.filter(({ start, end }) => end - start >= leastMs);
}

const latest = (tasks: readonly TaskTiming[]): TaskTiming | undefined =>
  tasks.reduce<TaskTiming | undefined>((last, task) => (last && last.end >= task.end ? last : task), undefined);

/** The chain as lines that fit the terminal; empty without one. */
export function renderCriticalPath(path: readonly TaskTiming[], columns: number): string {
  const parts = path.map(
    ({ project, target, start, end }) => `${project}:${target} ${((end - start) / 1000).toFixed(1)} s`,
  );
  const lines: string[] = [];
  for (const [index, part] of parts.entries()) {
    const text = index < parts.length - 1 ? `${part} →` : part;
    const last = lines.at(-1);
    if (last !== undefined && indent.length + last.length + 1 + text.length <= columns) {
      lines[lines.length - 1] = `${last} ${text}`;
    } else lines.push(text);
  }
  return lines.length === 0 ? '' : ['  longest chain of tasks', ...lines.map((line) => `${indent}${line}`)].join('\n');
}

const indent = '    ';
