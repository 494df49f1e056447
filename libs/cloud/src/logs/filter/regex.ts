import { invalidPattern } from './invalid-pattern';

/** What a regular expression may hold, unless a backslash stands before it. No groups: so it cannot take forever. */
const allowed = /^(?:[\w :#=@/;,\-^$?[\]{}|*+.]|\\[\x20-\x7e])+$/;

/**
 * Reads a regular expression between percent signs.
 * Source: "Supported regular expressions (regex) syntax", CloudWatch Logs user guide.
 * @throws AwsError InvalidParameterException
 */
export function parseRegex(text: string): RegExp {
  const [, body = ''] = /^%(.*)%$/.exec(text) ?? [];
  if (!allowed.test(body)) throw invalidPattern();
  try {
    return new RegExp(body);
  } catch {
    throw invalidPattern();
  }
}
