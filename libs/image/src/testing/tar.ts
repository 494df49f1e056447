import { createReadStream } from 'node:fs';
import { type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract, type Header } from 'tar-stream';

/** What a packed layer holds, by path. */
export async function readLayer(file: string): Promise<Map<string, { header: Header; content: string }>> {
  const entries = new Map<string, { header: Header; content: string }>();
  const archive = extract();
  archive.on('entry', (header, stream, next) => {
    void bytesOf(stream as unknown as Readable).then((bytes) => {
      entries.set(header.name, { header, content: bytes.toString() });
      next();
    }, next);
  });
  await pipeline(createReadStream(file), createGunzip(), archive as unknown as NodeJS.WritableStream);
  return entries;
}

/** The whole of a stream. */
export async function bytesOf(stream: AsyncIterable<unknown>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
