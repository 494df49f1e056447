import { invalidPattern } from './invalid-pattern';

interface Term {
  sign: string;
  text: string;
}

/** A term: a word, or a phrase in quotes; `?` before it means "or", `-` means "not". */
const term = /\s*([-?]?)(?:"((?:[^"\\]|\\.)*)"|([A-Za-z0-9_*.]+))(?=\s|$)/y;

/**
 * Reads a pattern of terms. All must be there, in any order; of those with `?` one must, which AWS ignores beside
 * others; those with `-` must not.
 * @throws AwsError InvalidParameterException
 */
export function parseTerms(pattern: string): (message: string) => boolean {
  const terms = readTerms(pattern);
  const texts = (sign: string): string[] => terms.filter((each) => each.sign === sign).map(({ text }) => text);
  const [all, none, any] = [texts(''), texts('-'), texts('?')];
  if (any.length === terms.length) return (message) => any.some((text) => message.includes(text));
  return (message) => all.every((text) => message.includes(text)) && !none.some((text) => message.includes(text));
}

function readTerms(pattern: string): Term[] {
  const terms: Term[] = [];
  term.lastIndex = 0;
  for (let end = 0; end < pattern.length; end = term.lastIndex) {
    const [, sign = '', phrase, word] = term.exec(pattern) ?? [];
    const text = phrase?.replace(/\\(.)/g, '$1') ?? word;
    if (!text) throw invalidPattern();
    terms.push({ sign, text });
  }
  return terms;
}
