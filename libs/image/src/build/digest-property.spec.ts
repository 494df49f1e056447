import { chmodSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { type Digest } from '@longshore/model';
import { FixtureWorkspace } from '../testing/workspace';
import { buildImage } from './build-image';

/** What a fixture's image is made of, as far as the test changes it. */
interface Inputs {
  main: number;
  library: number;
  version: number;
  content: number;
  nested: boolean;
  port: number;
}

/** A change of a workspace: to an input of the image, or to something else that must not show in it. */
type Edit = { input: Partial<Inputs> } | { noise: keyof typeof noises; n: number };

/** What changes around an image without being in it. */
const noises = {
  'a test': (hello, n) => hello.write('apps/hello/src/main.spec.ts', `it('${n}')`),
  'a test double': (hello, n) => hello.write('libs/words/src/testing/fake.ts', `${n}`),
  'a guide': (hello, n) => hello.write('libs/words/README.md', `${n}`),
  'a secret': (hello, n) => hello.write('apps/hello/.env', `N=${n}`),
  'another service': (hello, n) => hello.write('apps/other/src/main.ts', `${n}`),
  'a package that nobody uses': (hello, n) => hello.package('node_modules/unused', { version: `${n}.0.0` }),
  'the commit': (hello, n) => hello.write('.git/HEAD', `${n}`),
  'the time of a file': (hello, n) => utimesSync(join(hello.folder, 'apps/hello/src/main.ts'), n, n),
  'the time of a package': (hello, n) => utimesSync(join(hello.folder, 'node_modules/greeter/index.js'), n, n),
  'the mode that the umask gives': (hello, n) => chmodSync(join(hello.folder, 'libs/words/src/index.ts'), 0o600 + n),
  'the order of files': (hello) => {
    for (const file of ['node_modules/punctuation/index.js', 'apps/hello/src/main.ts']) {
      const content = readFileSync(join(hello.folder, file), 'utf8');
      rmSync(join(hello.folder, file));
      hello.write(file, content);
    }
  },
  'the time zone': (_, n) => void (process.env['TZ'] = n % 2 ? 'Pacific/Auckland' : 'America/St_Johns'),
  'the locale': (_, n) => void (process.env['LC_ALL'] = n % 2 ? 'tr_TR.UTF-8' : 'C'),
} satisfies Record<string, (hello: FixtureWorkspace, n: number) => void>;

/** Makes a workspace say what the inputs are. */
function put(workspace: FixtureWorkspace, { main, library, version, content, nested, port }: Inputs, copies: number) {
  workspace.write(
    'apps/hello/src/main.ts',
    `import { greeting } from '@fixture/words';\nimport 'greeter';\nf(${main}, greeting);`,
  );
  workspace.write('libs/words/src/index.ts', `import 'punctuation';\nexport const greeting = ${library};`);
  const service = { kind: 'http', port: 8000 + port, route: { paths: [`/${copies}`] }, copies: { min: copies } };
  workspace.write('apps/hello/service.json', JSON.stringify(service));
  const integrity = `sha512-${content}`;
  const files = { 'index.js': `module.exports = ${content};` };
  workspace.package('node_modules/punctuation', { version: `1.0.${version}`, files, lock: { integrity } });
  const dependencies = { punctuation: '^1.0.0' };
  workspace.package('node_modules/greeter', { version: nested ? '1.3.0' : '1.2.0', dependencies });
}

const few = fc.nat({ max: 2 });
const input = fc.oneof(
  fc.record({ main: few }),
  fc.record({ library: few }),
  fc.record({ version: few }),
  fc.record({ content: few }),
  fc.record({ nested: fc.boolean() }),
  fc.record({ port: few }),
);
const noise = fc.constantFrom(...(Object.keys(noises) as (keyof typeof noises)[]));
const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({ input }),
  fc.record({ noise, n: fc.integer({ min: 1, max: 7 }) }),
);

describe('the digest of an image', () => {
  const workspaces = [new FixtureWorkspace(), new FixtureWorkspace()];
  const { TZ, LC_ALL } = process.env;

  beforeAll(async () => {
    const [first, second] = workspaces;
    if (!first || !second) throw new Error('no workspaces');
    await buildImage(first.hello);
    second.takeCacheOf(first);
  });
  afterAll(() => {
    for (const workspace of workspaces) workspace.remove();
    for (const [name, value] of Object.entries({ TZ, LC_ALL })) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });

  it('differs exactly where an input does: in any of two folders, after whatever else has changed', async () => {
    const digestOf = new Map<string, Digest>();
    const inputsOf = new Map<Digest, string>();
    const edits = fc.array(edit, { minLength: 6, maxLength: 12 });
    const property = fc.asyncProperty(edits, fc.nat({ max: 1 }), async (row, which) => {
      const workspace = workspaces[which] ?? new FixtureWorkspace();
      const inputs: Inputs = { main: 0, library: 0, version: 0, content: 0, nested: false, port: 0 };
      for (const [index, each] of row.entries()) {
        if ('input' in each) Object.assign(inputs, each.input);
        put(workspace, inputs, index);
        if ('noise' in each) noises[each.noise](workspace, each.n);
        const { digest } = await buildImage(workspace.hello);
        const said = JSON.stringify(inputs);
        expect([said, digestOf.get(said) ?? digest]).toEqual([said, digest]);
        expect([digest, inputsOf.get(digest) ?? said]).toEqual([digest, said]);
        digestOf.set(said, digest);
        inputsOf.set(digest, said);
      }
    });
    await fc.assert(property, { numRuns: 12, seed: 2026, endOnFailure: true });
    expect(digestOf.size).toBeGreaterThan(10);
  });
});
