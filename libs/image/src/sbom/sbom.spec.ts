import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildImage } from '../build/build-image';
import { type BuiltImage } from '../image';
import { strongestHash } from '../packages/integrity';
import { FixtureWorkspace } from '../testing/workspace';
import { sbomFile, writeSbom } from './sbom-file';

interface Bom {
  bomFormat: string;
  specVersion: string;
  metadata: object;
  components: { name: string; group?: string; purl?: string; licenses?: object[] }[];
  dependencies: { ref: string; dependsOn?: string[] }[];
}

describe('the bill of materials of an image', () => {
  const workspace = new FixtureWorkspace();
  let integrity: string;
  let image: BuiltImage;

  beforeAll(async () => {
    workspace.package('node_modules/@scope/words', { version: '2.0.0', lock: { license: '(MIT OR Apache-2.0)' } });
    integrity = workspace.package('node_modules/greeter', {
      version: '1.2.0',
      dependencies: { punctuation: '^1.0.0', '@scope/words': '^2.0.0' },
      lock: { license: 'MIT' },
    });
    image = await buildImage(workspace.hello);
  });
  afterAll(() => workspace.remove());

  const read = async () => JSON.parse((await writeSbom(workspace.hello, image)).toString()) as Bom;

  it('lies beside it, and names its base and every package in it', async () => {
    const bom = await read();
    expect(readFileSync(sbomFile(workspace.hello), 'utf8')).toBe(JSON.stringify(bom, undefined, 1));
    expect(bom).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.6' });
    expect(bom.metadata).toEqual({ component: { type: 'application', name: 'hello', 'bom-ref': 'hello' } });
    expect(bom.components.map(({ group, name, purl }) => purl ?? [group, name].filter(Boolean).join('/'))).toEqual([
      'pkg:npm/%40scope/words@2.0.0',
      'pkg:npm/greeter@1.2.0',
      'libs/words',
      'pkg:npm/punctuation@1.0.3',
      'base',
    ]);
    expect(bom.components.find(({ name }) => name === 'greeter')).toMatchObject({
      version: '1.2.0',
      hashes: [{ alg: 'SHA-512', content: strongestHash(integrity)?.hex }],
      licenses: [{ license: { id: 'MIT' } }],
    });
    expect(bom.components.find(({ group }) => group)?.licenses).toEqual([{ expression: '(MIT OR Apache-2.0)' }]);
  });

  it('says who needs which', async () => {
    const needs = Object.fromEntries((await read()).dependencies.map(({ ref, dependsOn }) => [ref, dependsOn]));
    expect(needs).toMatchObject({
      hello: expect.arrayContaining(['greeter@1.2.0', 'libs/words', image.layers[0]?.digest]),
      'libs/words': ['punctuation@1.0.3'],
      'greeter@1.2.0': ['@scope/words@2.0.0', 'punctuation@1.0.3'],
    });
  });

  it('stays byte for byte the same where only the code of the service changes', async () => {
    const before = await writeSbom(workspace.hello, image);
    workspace.write('apps/hello/src/more.ts', 'export {};');
    workspace.write('apps/hello/src/main.ts', `import './more';\nprocess.exit(0);\n`);
    const changed = await buildImage(workspace.hello);
    expect(changed.digest).not.toBe(image.digest);
    expect((await writeSbom(workspace.hello, changed)).equals(before)).toBe(true);
    expect(before.toString()).not.toContain(workspace.folder);
  });

  it('is the same when it is made anew', async () => {
    const before = await writeSbom(workspace.hello, image);
    workspace.delete('.longshore/cache/sbom');
    workspace.delete(join('dist/images/hello/sbom.cdx.json'));
    expect((await writeSbom(workspace.hello, image)).equals(before)).toBe(true);
  });
});
