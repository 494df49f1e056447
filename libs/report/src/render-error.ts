import { type LongshoreError } from '@longshore/model';

/** What an error that a user can act on consists of; the embedded cloud has codes of its own. */
export type Actionable = Pick<LongshoreError, 'what' | 'why' | 'fix'> & { code: string };

/** An error as a person reads it: what happened, why, and the one command that mends it. */
export function renderError({ code, what, why, fix }: Actionable): string {
  const indent = (text: string) => text.split('\n').join('\n        ');
  return [`${code}  ${what}`, ...(why ? [`why     ${indent(why)}`] : []), `fix     ${fix}`].join('\n');
}
