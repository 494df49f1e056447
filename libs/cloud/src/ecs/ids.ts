import { createHash, randomBytes } from 'node:crypto';

/** What ids are derived from: a pure function of the state, so that a step of the scheduler stays one too. */
export interface IdSource {
  seed: string;
  serial: number;
}

/** A seed that nobody has used yet. */
export const newSeed = (): string => randomBytes(16).toString('hex');

/** 32 hexadecimal digits, as the id of a task; advances the source. */
export function nextId(source: IdSource): string {
  source.serial += 1;
  return hash(`${source.seed}/${source.serial}`).slice(0, 32);
}

/** 19 decimal digits, as in `ecs-svc/1234567890123456789`; advances the source. */
export function nextNumber(source: IdSource): string {
  const digits = (BigInt(`0x${nextId(source)}`) % 9n ** 18n).toString().padStart(18, '0');
  return `${(source.serial % 9) + 1}${digits}`;
}

/** A UUID, as the id of an event; advances the source. */
export function nextUuid(source: IdSource): string {
  const id = nextId(source);
  return [id.slice(0, 8), id.slice(8, 12), id.slice(12, 16), id.slice(16, 20), id.slice(20)].join('-');
}

/** Tells two requests apart: the hash of their JSON. */
export const requestHash = (request: unknown): string => hash(JSON.stringify(request));

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
