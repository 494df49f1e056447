import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { attachRecords, openRepository } from '@longshore/registry';
import { RegistryServer } from '@longshore/registry/src/testing/registry-server';
import { buildImage } from '../build/build-image';
import { blobFile, imageFolder } from '../build/layout';
import { closureOf } from '../closure/closure';
import { readLockfile } from '../closure/lockfile';
import { placePackages } from '../closure/placement';
import { hexOf, sha256Hex } from '../hash';
import { type BuiltImage, type Project } from '../image';
import { mediaTypes } from '../oci';
import { sendImage } from '../push/send-image';
import { provenanceFor } from '../records/record-files';
import { keyTag, reuseImage } from '../reuse/reuse-image';
import { readLayer } from '../testing/tar';
import { FixtureWorkspace } from '../testing/workspace';
import { packLayer } from './pack';

const debugLine = 'console.log("left by somebody who debugs")';

describe('a line left in node_modules', () => {
  const clean = new FixtureWorkspace();
  let image: BuiltImage;
  let workspace: FixtureWorkspace;

  beforeAll(async () => void (image = await buildImage(clean.hello)));
  afterAll(() => clean.remove());
  beforeEach(() => {
    workspace = new FixtureWorkspace();
    workspace.takeCacheOf(clean);
    // Base images take seconds to make; layers of packages are packed again.
    workspace.delete('.longshore/cache/layers');
  });
  afterEach(() => workspace.remove());

  const file = () => join(workspace.folder, 'node_modules/greeter/index.js');
  const filesIn = async (project: Project, { layers }: BuiltImage) => {
    const read = layers
      .filter(({ kind }) => kind !== 'base')
      .map(({ digest }) => readLayer(blobFile(imageFolder(project), digest)));
    return (await Promise.all(read)).flatMap((files) => [...files.values()].map(({ content }) => content));
  };

  it('reaches no image and no cached layer, and leaves no trace once it is undone', async () => {
    const text = readFileSync(file(), 'utf8');
    appendFileSync(file(), debugLine);
    const built = await buildImage(workspace.hello);
    expect(built).toEqual(image);
    expect((await filesIn(workspace.hello, built)).join()).not.toContain(debugLine);
    writeFileSync(file(), text);
    workspace.delete('dist');
    expect(await buildImage(workspace.hello)).toEqual(image);
  });

  it('reaches no other machine by way of a registry', async () => {
    const registry = await RegistryServer.start();
    try {
      appendFileSync(file(), debugLine);
      const built = await buildImage(workspace.hello);
      const layout = imageFolder(workspace.hello);
      const repository = openRepository({ host: registry.host, name: 'hello' });
      const manifest = readFileSync(blobFile(layout, built.digest));
      await sendImage({ repository, layout, image: built, manifest });
      await repository.putManifest(manifest, mediaTypes.manifest, keyTag(built.inputKey));
      const provenance = await provenanceFor(workspace.hello, built);
      const subject = { mediaType: mediaTypes.manifest, digest: built.digest, size: manifest.length };
      await attachRecords(repository, subject, provenance ? [provenance] : []);
      clean.delete('dist');
      const taken = await buildImage(clean.hello, undefined, {
        reuse: (key) => reuseImage(clean.hello, key, repository),
      });
      expect(taken).toEqual(image);
      expect((await filesIn(clean.hello, taken)).join()).not.toContain(debugLine);
    } finally {
      await registry.stop();
    }
  });

  it('is not taken from a layer that was packed when layers were keyed by version and integrity alone', async () => {
    const closure = closureOf(readLockfile(workspace.folder), 'apps/hello', {
      os: 'linux',
      cpu: process.arch,
      libc: 'glibc',
    });
    const packages = placePackages(closure);
    const before = packages.map(({ imagePath, name, version, integrity }) => [imagePath, name, version, integrity]);
    const key = sha256Hex(JSON.stringify(['dependencies', 1, 1, process.versions.zlib, ...before]));
    const cache = join(workspace.folder, '.longshore/cache');
    const content = Buffer.from(debugLine);
    const poisoned = await packLayer(
      [{ type: 'file', path: 'app/node_modules/greeter/index.js', executable: false, content }],
      join(cache, 'blobs/sha256'),
      6,
    );
    mkdirSync(join(cache, 'layers'));
    writeFileSync(join(cache, 'layers', `${key}.json`), JSON.stringify(poisoned));
    const built = await buildImage(workspace.hello);
    expect(built).toEqual(image);
    expect(built.layers.map(({ digest }) => hexOf(digest))).not.toContain(hexOf(poisoned.digest));
  });
});
