import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { largestStream } from './stream-file';
import { StreamFiles } from './stream-files';

describe('the files of log streams', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'longshore-streams-'));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  const batch = (first: number, count: number) =>
    Array.from({ length: count }, (_, index) => ({ timestamp: first + index, message: 'x'.repeat(1000) }));

  it('keep the newest events of a stream within a bound', async () => {
    const files = new StreamFiles(folder);
    for (let first = 0; first < 12_000; first += 1000) await files.append('a', batch(first, 1000), 1);
    const events = await files.of('a').read();
    expect(events.at(-1)?.timestamp).toBe(11_999);
    const { bytes, firstTimestamp, lastTimestamp } = await files.of('a').summary();
    expect(bytes).toBeLessThan(largestStream);
    expect({ firstTimestamp, lastTimestamp }).toEqual({ firstTimestamp: events[0]?.timestamp, lastTimestamp: 11_999 });
    expect(new Set(events.map(({ serial }) => serial)).size).toBe(events.length);
  });

  it('go, those first that were written to longest ago, where all together are too large', async () => {
    const files = new StreamFiles(folder, 1024 * 1024);
    await files.append('old', batch(0, 600), 1);
    await files.append('new', batch(0, 600), 2);
    expect(readdirSync(folder)).toEqual(['new.ndjson']);
    expect(await files.of('old').read()).toEqual([]);
  });
});
