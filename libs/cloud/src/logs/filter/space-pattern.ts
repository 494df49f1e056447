import { invalidPattern } from './invalid-pattern';
import { compareText, isComparison } from './json-comparison';
import { readOperand } from './operand';

/** Whether the text of one field fits. */
type Condition = (field: string) => boolean;

/** A field with its condition, or any number of them. */
type Part = Condition | '...';

/**
 * Reads a pattern of fields between spaces, as `[ip, user, ..., status = 4* && status != 404, size]`. A message fits that
 * has as many fields, each of which fits; what is in quotes or brackets is one field.
 * Source: "Filter pattern syntax … space-delimited log events", CloudWatch Logs user guide.
 * @throws AwsError InvalidParameterException
 */
export function parseSpacePattern(pattern: string): (message: string) => boolean {
  const body = /^\[(.*)\]$/s.exec(pattern)?.[1];
  if (body === undefined) throw invalidPattern();
  const parts = split(body, ',').map(readPart);
  if (parts.filter((part) => part === '...').length > 1) throw invalidPattern();
  return (message) => fits(parts, fieldsOf(message));
}

function fits(parts: Part[], fields: string[]): boolean {
  const gap = parts.indexOf('...');
  if (gap < 0) return parts.length === fields.length && allFit(parts, fields);
  const after = parts.length - gap - 1;
  if (fields.length < parts.length - 1) return false;
  return allFit(parts.slice(0, gap), fields) && allFit(parts.slice(gap + 1), fields.slice(fields.length - after));
}

const allFit = (parts: Part[], fields: string[]): boolean =>
  parts.every((part, index) => part === '...' || part(fields[index] ?? ''));

function readPart(text: string): Part {
  if (text === '...') return '...';
  const alternatives = split(text, '||').map((each) => split(each, '&&').map(readCondition));
  return (field) => alternatives.some((conditions) => conditions.every((condition) => condition(field)));
}

/** A name alone takes any text. */
function readCondition(text: string): Condition {
  const [, operator, operand] = /^[\w-]+(?:\s*(!=|<=|>=|=|<|>)\s*(.+))?$/s.exec(text) ?? throwInvalid();
  if (operator === undefined || !isComparison(operator)) return () => true;
  const wanted = readOperand(operand ?? '');
  return (field) => compareText(field, operator, wanted);
}

/** Splits at a separator that stands in no quotes and in no regular expression. */
function split(text: string, separator: ',' | '&&' | '||'): string[] {
  const pieces: string[] = [''];
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|%[^%]*%|&&|\|\||[\s\S]/g)) {
    if (token === separator) pieces.push('');
    else pieces.push((pieces.pop() ?? '') + token);
  }
  return pieces.map((piece) => piece.trim());
}

const fieldsOf = (message: string): string[] =>
  [...message.matchAll(/"([^"]*)"|\[([^\]]*)\]|(\S+)/g)].map(
    ([, quoted, bracketed, word]) => quoted ?? bracketed ?? word ?? '',
  );

function throwInvalid(): never {
  throw invalidPattern();
}
