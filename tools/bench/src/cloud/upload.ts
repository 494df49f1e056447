import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openEcr } from '@longshore/registry';
import { startChild } from '../lib/child';
import { type Figure, median } from '../lib/figures';
import { command } from './command';

const megabytes = 100;
const rounds = 5;

/** The upload of a large blob, beside a plain copy of the same file that hashes it on the way. */
export async function measureUpload(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'longshore-bench-'));
  const words = ['cloud', '--port', '0', '--lb-port', '0', '--runtime', 'process', '--state', join(folder, 'state')];
  const cloud = await startChild(command, words);
  try {
    const endpoint = cloud.ready['endpoint'] ?? '';
    const variables = { AWS_ENDPOINT_URL: endpoint, AWS_ACCESS_KEY_ID: 'bench', AWS_SECRET_ACCESS_KEY: 'bench' };
    Object.assign(process.env, variables);
    const repository = await openEcr({ region: 'us-east-1' }).ensureRepository('upload');
    const [copies, uploads]: number[][] = [[], []];
    for (let round = 0; round < rounds; round++) {
      const file = join(folder, 'blob');
      const content = randomBytes(megabytes * 1_000_000);
      writeFileSync(file, content);
      const digest = `sha256:${createHash('sha256').update(content).digest('hex')}` as const;
      copies?.push(await seconds(() => copyHashed(file, join(folder, 'copy'))));
      const blob = { mediaType: 'application/octet-stream', digest, size: content.length };
      uploads?.push(await seconds(() => repository.putBlob({ ...blob, open: () => createReadStream(file) })));
    }
    const [copy, upload] = [megabytes / median(copies ?? []), megabytes / median(uploads ?? [])];
    const note = `${megabytes} MB, median of ${rounds}, in turn`;
    return [
      { what: 'plain copy with sha256', value: copy, unit: 'MB/s', note },
      { what: 'upload to the registry', value: upload, unit: 'MB/s', note },
      { what: 'of the plain copy', value: (100 * upload) / copy, unit: '%', target: { atLeast: 50 }, note },
    ];
  } finally {
    await cloud.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function copyHashed(from: string, to: string): Promise<void> {
  const hash = createHash('sha256');
  await pipeline(
    createReadStream(from),
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        yield chunk;
      }
    },
    createWriteStream(to),
  );
  hash.digest();
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}
