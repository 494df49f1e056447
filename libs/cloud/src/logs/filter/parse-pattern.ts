import { notBuilt } from '../errors';
import { parseJsonPattern } from './json-pattern';
import { parseTerms } from './terms';

/** Whether a message fits a pattern. */
export type Filter = (message: string) => boolean;

/**
 * Reads a filter pattern: terms, or a pattern of JSON properties; an empty one fits every message.
 * Source: "Filter pattern syntax for metric filters, subscription filters, filter log events, and Live Tail".
 * @throws AwsError InvalidParameterException
 */
export function parsePattern(pattern: string): Filter {
  const text = pattern.trim();
  if (text === '') return () => true;
  if (text.startsWith('[')) throw notBuilt('A pattern for space-delimited log events');
  if (text.startsWith('%')) throw notBuilt('A regular expression in a filter pattern');
  return text.startsWith('{') ? parseJsonPattern(text) : parseTerms(text);
}
