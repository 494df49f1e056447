import { type ServiceLine } from '@longshore/model';
import { createColors } from 'picocolors';
import { foldStacks, isFrame } from './stack';
import { plain, type Style } from './style';

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

/**
 * What a container wrote in one line: level, message and fields of a JSON line, with stacks below it; another line as it
 * is.
 */
export function renderMessage(message: string, style: Style): string {
  const entry = parse(message);
  if (!entry) return message;
  const text = entry['msg'] ?? entry['message'];
  const level = levelOf(entry['level']);
  const { dim } = createColors(style.color);
  const fields = Object.entries(entry).filter(([name]) => !known.has(name));
  const { rest, frames } = withoutStacks(fields);
  const parts = [
    level && paintLevel(level, style),
    text === undefined ? undefined : valueOf(text),
    rest.length > 0 && dim(rest.map((field) => field.join('=')).join(' ')),
  ];
  return [parts.filter(Boolean).join(' '), ...frames.map(dim)].join('\n');
}

/** What a container wrote, as lines of a log: stacks are folded, whether they are lines or in a field of one. */
export const renderLines = (messages: readonly string[]): string[] =>
  foldStacks(messages).flatMap((message) => renderMessage(message, plain).split('\n'));

/** Fields as names and values; a stack is left at its first line, and its frames come last. */
function withoutStacks(fields: [string, unknown][]): { rest: [string, string][]; frames: string[] } {
  const split = fields.map(([name, value]) => {
    const stack = stackOf(name, value);
    if (stack === undefined) return { rest: [[name, valueOf(value)] as [string, string]], frames: [] };
    const lines = stack.split('\n');
    const first = lines.findIndex(isFrame);
    const head = lines.slice(0, first).join(' ');
    return {
      rest: [...detailsOf(name, value), [name, head] as [string, string]],
      frames: foldStacks(lines.slice(first)),
    };
  });
  const [plainFirst, last] = [
    split.filter(({ frames }) => frames.length === 0),
    split.filter(({ frames }) => frames.length > 0),
  ];
  const ordered = [...plainFirst, ...last];
  return { rest: ordered.flatMap(({ rest }) => rest), frames: ordered.flatMap(({ frames }) => frames) };
}

/** The stack of an error, or of a field that is one. */
function stackOf(name: string, value: unknown): string | undefined {
  const stack = name === 'stack' ? value : isObject(value) ? value['stack'] : undefined;
  return typeof stack === 'string' && stack.split('\n').some(isFrame) ? stack : undefined;
}

/** What an error has beside what its stack says. */
const detailsOf = (name: string, value: unknown): [string, string][] =>
  isObject(value)
    ? Object.entries(value)
        .filter(([key]) => !['type', 'name', 'message', 'stack'].includes(key))
        .map(([key, detail]) => [`${name}.${key}`, valueOf(detail)])
    : [];

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

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
