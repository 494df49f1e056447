import { type Hook, type RunEvent, type Verdict } from '@longshore/model';
import { createColors } from 'picocolors';
import { paintVerdict, seconds, type Style } from './style';
import { type Cell, cell, table } from './table';

/** Where a run stands, service by service, in the order in which they came up. */
export interface Board {
  environment: string;
  commit: string;
  services: ReadonlyMap<string, BoardRow>;
  /** Milliseconds that the run took; absent while it goes on. */
  durationMs?: number;
}

/** Where a service of a run stands. */
export interface BoardRow {
  stage: 'pushed' | 'planned' | 'rolling' | Hook | Verdict;
  /** When it came up, in ISO 8601. */
  since: string;
  /** Absent while it is under way. */
  durationMs?: number;
  running?: number;
  desired?: number;
  failed?: number;
  /** What was said of it last. */
  note?: string;
}

/** The board before the first event. */
export const emptyBoard: Board = { environment: '', commit: '', services: new Map() };

/** The board after one event more. */
export function afterEvent(board: Board, event: RunEvent): Board {
  switch (event.type) {
    case 'run-started':
      return { ...board, environment: event.environment, commit: event.commit };
    case 'run-finished':
      return { ...board, durationMs: event.durationMs };
    default: {
      const known = board.services.get(event.service) ?? { stage: 'pushed' as const, since: event.at };
      return { ...board, services: new Map(board.services).set(event.service, { ...known, ...told(event) }) };
    }
  }
}

type ServiceEvent = Extract<RunEvent, { service: string }>;

function told(event: ServiceEvent): Partial<BoardRow> {
  switch (event.type) {
    case 'pushed':
      return { stage: 'pushed', note: event.digest.slice(0, 'sha256:'.length + 12) };
    case 'planned':
      return { stage: 'planned', note: event.plan.changes.map(({ field }) => field).join(', ') };
    case 'rollout-started':
      return { stage: 'rolling', note: event.taskDefinition.split('/').at(-1) ?? '' };
    case 'rollout-progress':
      return { running: event.running, desired: event.desired, failed: event.failed };
    case 'ecs-event':
      return { note: event.message };
    case 'hook-started':
      return { stage: event.hook, note: event.runs };
    case 'hook-line':
      return { note: event.message };
    case 'hook-ended':
      return { note: event.exitCode === undefined ? '' : `exit code ${event.exitCode}` };
    case 'verdict':
      return { stage: event.verdict, durationMs: event.durationMs, note: event.reason ?? '' };
  }
}

/** The board as text: one line a service, none wider than the terminal. */
export function renderBoard(board: Board, style: Style, now: Date): string {
  const { dim } = createColors(style.color);
  const { environment, commit, services, durationMs } = board;
  const end = durationMs === undefined ? '' : `, ended after ${seconds(durationMs)}`;
  const title = `${environment || 'a run'} at ${commit.slice(0, 12) || 'its start'}${end}`;
  const head = ['SERVICE', 'STATE', 'TASKS', 'TIME', ''].map((text) => ({ text, paint: dim }));
  const rows = [...services].map(([name, row]) => rowOf(name, row, style, now));
  return [title, '', table(withinColumns([head, ...rows], style.columns))].join('\n');
}

function rowOf(name: string, row: BoardRow, style: Style, now: Date): Cell[] {
  const { stage, since, durationMs, running, desired, failed, note } = row;
  const { red } = createColors(style.color);
  const tasks = desired === undefined ? '' : `${running}/${desired}${failed ? ` ${failed} failed` : ''}`;
  return [
    cell(name),
    { text: stage, paint: () => paintStage(stage, style) },
    failed ? { text: tasks, paint: red } : cell(tasks),
    cell(seconds(durationMs ?? Math.max(0, now.getTime() - Date.parse(since)))),
    cell(note?.replace(/\s+/g, ' ')),
  ];
}

function paintStage(stage: BoardRow['stage'], style: Style): string {
  switch (stage) {
    case 'pushed':
    case 'planned':
      return stage;
    case 'rolling':
    case 'beforeDeploy':
    case 'afterDeploy':
      return createColors(style.color).cyan(stage);
    default:
      return paintVerdict(stage, style);
  }
}

/** A line that wraps would be drawn over by the next picture: the last column gives way. */
function withinColumns(rows: Cell[][], columns: number): Cell[][] {
  const widest = (column: number) => Math.max(...rows.map((row) => row[column]?.text.length ?? 0));
  const taken = [0, 1, 2, 3].reduce((sum, column) => sum + widest(column) + 2, 0);
  const room = Math.max(0, columns - taken);
  return rows.map((row) => row.map((each, column) => (column === 4 ? cell(each.text.slice(0, room)) : each)));
}
