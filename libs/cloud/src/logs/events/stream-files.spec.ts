import { mkdtempSync, rmSync } from 'node:fs';
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
    const [notice, oldest] = events;
    expect(notice?.message).toBe(
      `longshore: the ${oldest?.timestamp} lines before this one were dropped: ` +
        'the embedded cloud keeps 10 MiB of a log stream',
    );
    // The time of the oldest that is left: a search from then on shows the notice, a later one need not.
    expect(notice?.timestamp).toBe(oldest?.timestamp);
    expect(events.slice(1).map(({ timestamp }) => timestamp)).toEqual(
      events.slice(1).map((_, index) => (oldest?.timestamp ?? 0) + index),
    );
    const { bytes, firstTimestamp, lastTimestamp } = await files.of('a').summary();
    expect(bytes).toBeLessThan(largestStream);
    expect({ firstTimestamp, lastTimestamp }).toEqual({ firstTimestamp: events[0]?.timestamp, lastTimestamp: 11_999 });
    expect(new Set(events.map(({ serial }) => serial)).size).toBe(events.length);
  });

  it('go, those first that were written to longest ago, where all together are too large', async () => {
    const files = new StreamFiles(folder, 1024 * 1024);
    await files.append('old', batch(0, 600), 1);
    await files.append('new', batch(0, 600), 2);
    const notice = {
      serial: 599,
      timestamp: 599,
      ingestedAt: 1,
      message:
        'longshore: the 600 lines before this one were dropped: the embedded cloud keeps 1 MiB of all log streams',
    };
    expect(await files.of('old').read()).toEqual([notice]);
    expect(await files.of('new').read()).toHaveLength(600);
    await files.append('old', batch(600, 1), 3);
    expect(await new StreamFiles(folder).of('old').read()).toEqual([notice, expect.objectContaining({ serial: 600 })]);
  });
});
