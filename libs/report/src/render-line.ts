import { type ServiceLine } from '@longshore/model';
import { createColors } from 'picocolors';
import { type Style } from './style';

/** Fields of a JSON line that stand in front, or say nothing that its place does not say. */
const known = new Set(['level', 'time', 'msg', 'message', 'service', 'pid', 'hostname', 'v']);

const shortId = 8;

/**
 * A line of a service: time, task, level and message, then the other fields of a JSON line; a line that is no JSON as
 * it is.
 */
export function renderLine({ at, task, message }: ServiceLine, style: Style): string {
  const { dim } = createColors(style.color);
  const head = `${dim(at.slice(11, 23))} ${painterOf(task, style)(task.slice(0, shortId))}`;
  return `${head}  ${renderMessage(message, style)}`;
}

/** What a container wrote in one line: level, message and fields of a JSON line; another as it is. */
export function renderMessage(message: string, style: Style): string {
  const entry = parse(message);
  if (!entry) return message;
  const text = entry['msg'] ?? entry['message'];
  const level = levelOf(entry['level']);
  const { dim } = createColors(style.color);
  const rest = Object.entries(entry).filter(([name]) => !known.has(name));
  const parts = [
    level && paintLevel(level, style),
    text === undefined ? undefined : valueOf(text),
    rest.length > 0 && dim(rest.map(([name, value]) => `${name}=${valueOf(value)}`).join(' ')),
  ];
  return parts.filter(Boolean).join(' ');
}

function parse(message: string): Record<string, unknown> | undefined {
  if (!message.startsWith('{')) return undefined;
  try {
    return JSON.parse(message) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

/** The numbers of pino and bunyan. */
const levels: Record<number, string> = { 10: 'trace', 20: 'debug', 30: 'info', 40: 'warn', 50: 'error', 60: 'fatal' };

function levelOf(level: unknown): string | undefined {
  if (typeof level === 'number') return levels[level] ?? String(level);
  return typeof level === 'string' ? level : undefined;
}

const valueOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

function paintLevel(level: string, { color }: Style): string {
  const { red, yellow, green, dim } = createColors(color);
  const text = level.toLowerCase();
  const padded = text.padEnd('debug'.length);
  if (/^(error|fatal)$/.test(text)) return red(padded);
  if (/^warn(ing)?$/.test(text)) return yellow(padded);
  return /^(debug|trace)$/.test(text) ? dim(padded) : green(padded);
}

/** Each task keeps its colour, in whichever order the lines come. */
function painterOf(task: string, { color }: Style): (text: string) => string {
  const { cyan, magenta, blue, yellow, green } = createColors(color);
  const painters = [cyan, magenta, blue, yellow, green];
  const sum = [...task].reduce((total, letter) => total + letter.charCodeAt(0), 0);
  return painters[sum % painters.length] ?? cyan;
}
