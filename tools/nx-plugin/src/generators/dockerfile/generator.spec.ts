import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readJson, type Tree } from '@nx/devkit';
import { FsTree } from 'nx/src/generators/tree';
import { dockerfileGenerator } from './generator';

describe('giving a service a Dockerfile', () => {
  let tree: Tree;

  beforeEach(() => {
    tree = new FsTree(mkdtempSync(join(tmpdir(), 'longshore-dockerfile-')), false);
    mkdirSync(join(tree.root, 'apps/rooms'), { recursive: true });
    const service = { kind: 'http', port: 9000, route: { paths: ['/rooms'] }, builder: 'layers' };
    writeFileSync(join(tree.root, 'apps/rooms/service.json'), JSON.stringify(service));
  });

  afterEach(() => rmSync(tree.root, { recursive: true }));

  it('writes the one by which it would be built, and has it built from that', async () => {
    await dockerfileGenerator(tree, { name: 'rooms' });
    expect(tree.read('apps/rooms/Dockerfile', 'utf8')).toMatch(/^ARG LONGSHORE_BASE\n[^]*EXPOSE 9000\n/);
    expect(readJson(tree, 'apps/rooms/service.json')).not.toHaveProperty('builder');
  });

  it('leaves one that is there', async () => {
    tree.write('apps/rooms/Dockerfile', 'FROM scratch\n');
    await expect(dockerfileGenerator(tree, { name: 'rooms' })).rejects.toThrow(/LS1006[^]*has a Dockerfile already/);
    expect(tree.read('apps/rooms/Dockerfile', 'utf8')).toBe('FROM scratch\n');
  });

  it('suggests the service that was meant', async () => {
    await expect(dockerfileGenerator(tree, { name: 'room' })).rejects.toThrow(/LS1004[^]*rooms/);
  });
});
