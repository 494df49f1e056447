import { createHash } from 'node:crypto';
import { type AttributeRecord } from './state';

/** The MD5 of a message's body, as clients check it. */
export const md5OfBody = (body: string): string => createHash('md5').update(body).digest('hex');

/**
 * The MD5 of a message's attributes; undefined where it has none.
 * Source: "Calculating the MD5 message digest for message attributes", SQS developer guide.
 */
export function md5OfAttributes(attributes: Record<string, AttributeRecord>): string | undefined {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const hash = createHash('md5');
  const add = (bytes: Buffer) => hash.update(lengthOf(bytes)).update(bytes);
  for (const name of names) {
    const { type = '', text = '', binary } = attributes[name] ?? {};
    add(Buffer.from(name));
    add(Buffer.from(type));
    hash.update(Buffer.from([binary === undefined ? 1 : 2]));
    add(binary === undefined ? Buffer.from(text) : Buffer.from(binary, 'base64'));
  }
  return hash.digest('hex');
}

function lengthOf(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return length;
}
