import { parseJsonPattern } from './json-pattern';
import { parseRegex } from './regex';
import { parseSpacePattern } from './space-pattern';
import { parseTerms } from './terms';

/** Whether a message fits a pattern. */
export type Filter = (message: string) => boolean;

/**
 * Reads a filter pattern: terms, a regular expression, JSON properties or fields between spaces; an empty one fits every message.
 * Source: "Filter pattern syntax for metric filters, subscription filters, filter log events, and Live Tail".
 * @throws AwsError InvalidParameterException
 */
export function parsePattern(pattern: string): Filter {
  const text = pattern.trim();
  if (text === '') return () => true;
  if (text.startsWith('[')) return parseSpacePattern(text);
  if (text.startsWith('%')) return matching(parseRegex(text));
  return text.startsWith('{') ? parseJsonPattern(text) : parseTerms(text);
}

const matching =
  (regex: RegExp): Filter =>
  (message) =>
    regex.test(message);
