import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { hexOf, sha256 } from '../hash';
import { readLayer } from '../testing/tar';
import { type LayerEntry } from './entry';
import { packLayer } from './pack';

describe('packLayer', () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'longshore-pack-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  const file = (path: string, content: string, executable = false): LayerEntry => ({
    type: 'file',
    path,
    executable,
    content: Buffer.from(content),
  });

  it('gives the digests of the compressed bytes and of the tar in them', async () => {
    const { digest, diffId, size } = await packLayer([file('a', 'A')], folder, 6);
    const bytes = readFileSync(join(folder, hexOf(digest)));
    expect(digest).toBe(sha256(bytes));
    expect(size).toBe(bytes.length);
    expect(diffId).toBe(sha256(gunzipSync(bytes)));
  });

  it('writes each folder before what is in it, by code unit, with fixed owners, modes and times', async () => {
    const entries = [file('app/é', '1'), file('app/B', '2', true), file('app/a', '3'), file('app-x', '4')];
    const { digest } = await packLayer(entries, folder, 6);
    const headers = [...(await readLayer(join(folder, hexOf(digest)))).values()].map(({ header }) => header);
    expect(headers.map(({ name, mode }) => `${name} ${mode?.toString(8)}`)).toEqual([
      'app/ 755',
      'app-x 644',
      'app/B 755',
      'app/a 644',
      'app/é 644',
    ]);
    for (const header of headers) {
      expect(header).toMatchObject({ uid: 0, gid: 0, uname: '', gname: '', mtime: new Date(0) });
    }
  });

  it('does not depend on the order of entries, or on whether a file is streamed', async () => {
    writeFileSync(join(folder, 'on-disk'), 'A');
    const streamed: LayerEntry = {
      type: 'file',
      path: 'a',
      executable: false,
      content: { file: join(folder, 'on-disk'), size: 1 },
    };
    const one = await packLayer([file('a', 'A'), file('b', 'B')], folder, 6);
    expect(await packLayer([file('b', 'B'), streamed], folder, 6)).toEqual(one);
  });

  it('keeps paths that are longer than a tar header takes', async () => {
    const path = `${'folder/'.repeat(40)}file`;
    const { digest } = await packLayer([file(path, 'deep')], folder, 6);
    expect((await readLayer(join(folder, hexOf(digest)))).get(path)?.content).toBe('deep');
  });

  it('writes a gzip header that names no time and no system', async () => {
    const { digest } = await packLayer([file('a', 'A')], folder, 6);
    const header = readFileSync(join(folder, hexOf(digest))).subarray(0, 10);
    expect([...header.subarray(4, 8), header[9]]).toEqual([0, 0, 0, 0, 255]);
  });

  it('leaves nothing behind where it fails', async () => {
    const gone: LayerEntry = { type: 'file', path: 'a', executable: false, content: { file: '/gone', size: 1 } };
    await expect(packLayer([gone], folder, 6)).rejects.toThrow(/ENOENT/);
    await expect(packLayer([file('a', 'A')], folder, 6, AbortSignal.abort())).rejects.toThrow(/abort/);
    expect(readdirSync(folder)).toEqual([]);
  });
});
