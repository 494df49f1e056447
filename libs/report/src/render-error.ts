import { type LongshoreError } from '@longshore/model';

/** An error as a person reads it: what happened, why, and the one command that mends it. */
export function renderError({ code, what, why, fix }: LongshoreError): string {
  const indent = (text: string) => text.split('\n').join('\n        ');
  return [`${code}  ${what}`, ...(why ? [`why     ${indent(why)}`] : []), `fix     ${fix}`].join('\n');
}
