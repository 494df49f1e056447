/** Every element of a list. */
export const all = Symbol('all elements');

/** The path to a property: names, and places in lists. */
export type Selector = (string | number | typeof all)[];

/** How a property is compared. */
export type Comparison = '=' | '!=' | '<' | '>' | '<=' | '>=';

/** What a property is compared with: text in quotes, a regular expression, or a bare word, which may be a number. */
export type Operand = { text: string } | { regex: RegExp } | { word: string };

/** Whether a word is one of the comparisons. */
export const isComparison = (operator: string): operator is Comparison => /^(=|!=|<|>|<=|>=)$/.test(operator);

/** The properties at a path: one at most, unless it goes through all elements of a list. */
export const select = (value: unknown, selector: Selector): unknown[] =>
  selector.reduce<unknown[]>((found, step) => found.flatMap((each) => stepInto(each, step)), [value]);

function stepInto(value: unknown, step: Selector[number]): unknown[] {
  if (step === all) return Array.isArray(value) ? value : [];
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return [];
  return [(value as Record<string | number, unknown>)[step]];
}

/** Whether a property compares so with an operand; one that is not there, or is an object, compares with nothing. */
export function compare(value: unknown, operator: Comparison, operand: Operand): boolean {
  if (value === undefined || value === null || typeof value === 'object') return false;
  if (operator === '=') return equals(value, operand);
  if (operator === '!=') return !equals(value, operand);
  const number = 'word' in operand ? Number(operand.word) : NaN;
  return typeof value === 'number' && isOrdered(value, operator, number);
}

/** Whether text compares so with an operand; by its value where it is asked for more or less. */
export function compareText(text: string, operator: Comparison, operand: Operand): boolean {
  if (operator === '=' || operator === '!=') return compare(text, operator, operand);
  return text !== '' && compare(Number(text), operator, operand);
}

function equals(value: unknown, operand: Operand): boolean {
  if ('regex' in operand) return typeof value !== 'boolean' && operand.regex.test(String(value));
  if (typeof value === 'number') return 'word' in operand && fitsNumber(value, operand.word);
  return typeof value === 'string' && fitsWildcards(value, 'text' in operand ? operand.text : operand.word);
}

const fitsNumber = (value: number, word: string): boolean =>
  word.includes('*') ? fitsWildcards(String(value), word) : value === Number(word);

function isOrdered(value: number, operator: Exclude<Comparison, '=' | '!='>, number: number): boolean {
  switch (operator) {
    case '<':
      return value < number;
    case '>':
      return value > number;
    case '<=':
      return value <= number;
    case '>=':
      return value >= number;
  }
}

/** Whether text fits a pattern in which `*` stands for anything: piece by piece, so in linear time. */
function fitsWildcards(text: string, pattern: string): boolean {
  const [head = '', ...rest] = pattern.split('*');
  const tail = rest.pop();
  if (tail === undefined) return text === head;
  if (text.length < head.length + tail.length || !text.startsWith(head) || !text.endsWith(tail)) return false;
  let place = head.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, place);
    if (found < 0 || found + piece.length > text.length - tail.length) return false;
    place = found + piece.length;
  }
  return true;
}
