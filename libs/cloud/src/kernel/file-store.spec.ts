import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileStore } from './file-store';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'longshore-store-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

interface Harbour {
  ships: string[];
}

const harbour = (store: FileStore) => store.slice<Harbour>('harbour', () => ({ ships: [] }));

describe('the store', () => {
  test('finds again what was flushed', async () => {
    const store = new FileStore(folder);
    harbour(store).ships.push('Mary');
    await store.flush();
    expect(harbour(new FileStore(folder)).ships).toEqual(['Mary']);
  });

  test('a flush covers every change that was made before it, also while another write is under way', async () => {
    const store = new FileStore(folder);
    const state = harbour(store);
    const flushes = Array.from({ length: 50 }, (_, index) => {
      state.ships.push(`ship ${index}`);
      return store.flush().then(() => {
        const onDisk = JSON.parse(readFileSync(join(folder, 'harbour.json'), 'utf8')) as Harbour;
        expect(onDisk.ships).toContain(`ship ${index}`);
      });
    });
    await Promise.all(flushes);
  });

  test('is reset in place: whoever holds a slice sees it empty', async () => {
    const store = new FileStore(folder);
    const state = harbour(store);
    state.ships.push('Mary');
    await store.reset();
    expect(state.ships).toEqual([]);
    expect(harbour(new FileStore(folder)).ships).toEqual([]);
  });

  test('says when it cannot write, and writes again when it can', async () => {
    const store = new FileStore(folder);
    harbour(store).ships.push('Mary');
    rmSync(folder, { recursive: true });
    await expect(store.flush()).rejects.toThrow('ENOENT');
    mkdirSync(folder);
    await store.flush();
    expect(harbour(new FileStore(folder)).ships).toEqual(['Mary']);
  });
});
