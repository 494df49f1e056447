import { createColors } from 'picocolors';
import { type Diagnosis } from './check';

/** What was found, a line each, with what to do about it below. */
export function renderDiagnoses(diagnoses: Diagnosis[], color: boolean): string {
  const { green, red, dim } = createColors(color);
  const width = Math.max(...diagnoses.map(({ name }) => name.length));
  const marks = { ok: green('OK  '), fail: red('FAIL'), skip: dim('SKIP') };
  return diagnoses
    .flatMap(({ name, state, found, fix }) => [
      `${marks[state]}  ${name.padEnd(width)}  ${found}`,
      ...(fix ? [`${' '.repeat(width + 8)}fix: ${fix}`] : []),
    ])
    .join('\n');
}
