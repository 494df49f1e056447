import { createHash } from 'node:crypto';

/** A target group's name has at most so many characters. */
const targetGroupNameLength = 32;
const hashLength = 6;

/** How AWS knows a service: environments may share an account. */
export interface Names {
  /** Of the ECS service and of the family of its task definitions. */
  service: string;
  targetGroup: string;
  /** Of the queue that it consumes, if it does. */
  queue: string;
}

/** The names of a service's resources in an environment. */
export const namesOf = (environment: string, service: string): Names => ({
  service: `${environment}-${service}`,
  targetGroup: targetGroupName(`${environment}-${service}`),
  queue: `${environment}-${service}`,
});

/** A name that is too long, or has characters that ELB refuses, ends in a hash of the whole instead. */
function targetGroupName(name: string): string {
  if (name.length <= targetGroupNameLength && /^[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?$/.test(name)) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, hashLength);
  const start = name.replace(/[^a-zA-Z0-9]+/g, '-').slice(0, targetGroupNameLength - hashLength - 1);
  return `${start.replace(/^-+|-+$/g, '')}-${hash}`;
}
