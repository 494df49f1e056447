import { createHash } from 'node:crypto';
import { type DesiredTaskDefinition } from './task-definition';

/** A hash of rendered configuration without the image: 16 hexadecimal digits, the same whatever the order of fields. */
export function configHashOf({
  taskDefinition,
  ...rest
}: {
  taskDefinition: DesiredTaskDefinition;
  [part: string]: unknown;
}): string {
  const [container, ...others] = taskDefinition.containerDefinitions;
  const config = {
    ...rest,
    taskDefinition: { ...taskDefinition, containerDefinitions: [{ ...container, image: '' }, ...others] },
  };
  return createHash('sha256').update(canonical(config)).digest('hex').slice(0, 16);
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  const sorted = entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`).join(',')}}`;
}
