import { randomBytes } from 'node:crypto';

/** A name for a run that no other has and that sorts by time, as `20260101T000000-abcdef`. */
export function runNameAt(now: Date): string {
  const stamp = now.toISOString().replace(/[-:]/g, '').slice(0, 15);
  return `${stamp}-${randomBytes(3).toString('hex')}`;
}
