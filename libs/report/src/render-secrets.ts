import { type SecretStatus } from '@longshore/model';
import { createColors } from 'picocolors';
import { age, type Style } from './style';
import { type Cell, cell, table } from './table';

/** The secrets of a service, a line each: where it is, which version, and what is wrong with it. */
export function renderSecrets(secrets: SecretStatus[], { color }: Style, now: Date): string {
  if (secrets.length === 0) return 'no secrets';
  const { dim, red, yellow } = createColors(color);
  const paints = { set: undefined, missing: red, undeclared: yellow, elsewhere: dim };
  const head = ['NAME', 'STATE', 'VERSION', 'CHANGED', 'FROM'].map((text) => ({ text, paint: dim }));
  const rows = secrets.map(({ name, state, version, changedAt, from }): Cell[] => {
    const paint = paints[state];
    return [
      cell(name),
      { text: state, ...(paint && { paint }) },
      cell(version?.slice(0, 8)),
      cell(changedAt && age(changedAt, now)),
      cell(from),
    ];
  });
  return table([head, ...rows]);
}
