import { invalidPattern } from './invalid-pattern';
import { all, compare, isComparison, type Selector, select } from './json-comparison';
import { readOperand } from './operand';

/** Whether a value fits. */
type Condition = (value: unknown) => boolean;

/**
 * Reads a pattern of JSON properties, as `{ $.level = "error" && ($.status >= 500 || $.path = "/rooms/*") }`. Messages
 * that are no JSON objects do not fit.
 * @throws AwsError InvalidParameterException
 */
export function parseJsonPattern(pattern: string): (message: string) => boolean {
  const tokens = tokenize(pattern);
  const expect = (token: string): void => {
    if (tokens.shift() !== token) throw invalidPattern();
  };
  expect('{');
  const condition = readOr(tokens, expect);
  expect('}');
  if (tokens.length > 0) throw invalidPattern();
  return (message) => {
    const value = parseObject(message);
    return value !== undefined && condition(value);
  };
}

const token = /\s*([{}()]|&&|\|\||!=|<=|>=|=|<|>|"(?:[^"\\]|\\.)*"|%[^%]*%|[^\s{}()&|!=<>"%]+)/y;

function tokenize(pattern: string): string[] {
  const tokens: string[] = [];
  token.lastIndex = 0;
  for (let end = 0; end < pattern.length; end = token.lastIndex) {
    const found = token.exec(pattern)?.[1];
    if (found === undefined) throw invalidPattern();
    tokens.push(found);
  }
  return tokens;
}

type Expect = (token: string) => void;

function readOr(tokens: string[], expect: Expect): Condition {
  const conditions = readJoined(tokens, '||', () => readAnd(tokens, expect));
  return (value) => conditions.some((condition) => condition(value));
}

function readAnd(tokens: string[], expect: Expect): Condition {
  const conditions = readJoined(tokens, '&&', () => readOne(tokens, expect));
  return (value) => conditions.every((condition) => condition(value));
}

function readJoined(tokens: string[], operator: string, read: () => Condition): Condition[] {
  const conditions = [read()];
  while (tokens[0] === operator) {
    tokens.shift();
    conditions.push(read());
  }
  return conditions;
}

function readOne(tokens: string[], expect: Expect): Condition {
  if (tokens[0] !== '(') return readComparison(tokens);
  tokens.shift();
  const condition = readOr(tokens, expect);
  expect(')');
  return condition;
}

function readComparison(tokens: string[]): Condition {
  const selector = readSelector(tokens.shift() ?? '');
  const operator = tokens.shift() ?? '';
  if (operator === 'EXISTS') return (value) => select(value, selector).length > 0;
  const operand = tokens.shift() ?? '';
  if (operator === 'NOT' && operand === 'EXISTS') return (value) => select(value, selector).length === 0;
  if (operator === 'IS') return readIs(selector, operand);
  if (!isComparison(operator)) throw invalidPattern();
  const wanted = readOperand(operand);
  return (value) => select(value, selector).some((found) => compare(found, operator, wanted));
}

function readIs(selector: Selector, operand: string): Condition {
  const values = new Map<string, unknown>([
    ['TRUE', true],
    ['FALSE', false],
    ['NULL', null],
  ]);
  if (!values.has(operand)) throw invalidPattern();
  return (value) => select(value, selector).some((found) => found === values.get(operand));
}

/** Reads `$.request.headers[0].name`, `$.['name with spaces']` or `$.users[*].name`; the path of names and places. */
function readSelector(text: string): Selector {
  const path = /^\$((?:\.[\w-]+|\.?\['[^']+'\]|\.?\[(?:\d+|\*)\])+)$/.exec(text)?.[1];
  if (path === undefined) throw invalidPattern();
  return [...path.matchAll(/\['([^']+)'\]|\[(\d+)\]|\[(\*)\]|\.([\w-]+)/g)].map(([, quoted, index, star, name]) => {
    if (star !== undefined) return all;
    return index === undefined ? (quoted ?? name ?? '') : Number(index);
  });
}

function parseObject(message: string): object | undefined {
  if (!message.trimStart().startsWith('{')) return undefined;
  try {
    return JSON.parse(message) as object;
  } catch {
    return undefined;
  }
}
