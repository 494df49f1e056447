import { invalidPattern } from './invalid-pattern';
import { type Operand } from './json-comparison';
import { parseRegex } from './regex';

/**
 * Reads what a property or a field is compared with: text in quotes, a regular expression in percent signs, or a word.
 * @throws AwsError InvalidParameterException
 */
export function readOperand(text: string): Operand {
  if (text === '' || /^([{}()]|&&|\|\|)$/.test(text)) throw invalidPattern();
  if (text.startsWith('%')) return { regex: parseRegex(text) };
  return text.startsWith('"') ? { text: text.slice(1, -1).replace(/\\(.)/g, '$1') } : { word: text };
}
