import { appendFileSync, chmodSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { baseImageFile, type Digest } from '@longshore/model';
import { hexOf, sha256 } from '../hash';
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
  /** Which base: the one made here, or one of those that may be pinned. */
  base: number;
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
  'a line in an installed package': (hello, n) => {
    appendFileSync(join(hello.folder, 'node_modules/greeter/index.js'), `// ${n}`);
  },
  'a file added to an installed package': (hello, n) => hello.write('node_modules/punctuation/added.js', `${n}`),
  'the mode that the umask gives': (hello, n) => chmodSync(join(hello.folder, 'libs/words/src/index.ts'), 0o600 + n),
  'a source that nobody imports': (hello, n) => hello.write('libs/words/src/unused.ts', `export const n = ${n};`),
  'the umask': (_, n) => void process.umask(n % 2 ? 0o077 : 0o022),
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
function put(
  workspace: FixtureWorkspace,
  { main, library, version, content, nested, port, base }: Inputs,
  other: number,
) {
  workspace.write(
    'apps/hello/src/main.ts',
    `import { greeting } from '@fixture/words';\nimport 'greeter';\nf(${main}, greeting);`,
  );
  workspace.write('libs/words/src/index.ts', `import 'punctuation';\nexport const greeting = ${library};`);
  const architecture = base === bases.ofAnotherMachine ? { architecture: otherArchitecture } : {};
  const service = { kind: 'http', port: 8000 + port, ...architecture, ...withoutEffect(other) };
  workspace.write('apps/hello/service.json', JSON.stringify(service));
  pin(workspace, base);
  const resolved = `https://registry-${other}.example/punctuation.tgz`;
  const files = { 'index.js': `module.exports = ${content};` };
  workspace.package('node_modules/punctuation', { version: `1.0.${version}`, files, lock: { resolved } });
  const dependencies = { punctuation: '^1.0.0' };
  workspace.package('node_modules/greeter', { version: nested ? '1.3.0' : '1.2.0', dependencies });
}

/** What service.json says of how an image runs, and not of what is in it. */
const withoutEffect = (n: number) => ({
  route: { paths: [`/${n}`] },
  copies: { min: n },
  cpu: 256 * (1 + (n % 2)),
  health: { path: `/${n}` },
  rollout: { stopSeconds: 2 + n },
  environment: { N: `${n}` },
  secrets: { [`SECRET_${n}`]: 'a' },
  uses: n % 2 ? ['postgres'] : [],
  readonlyRootFilesystem: n % 2 === 0,
});

const bases = { made: 0, pinned: 1, moved: 2, ofAnotherMachine: 3 };
const otherArchitecture = process.arch === 'arm64' ? 'x86_64' : 'arm64';
const digestOfBase = (base: number) => sha256(`base ${base === bases.moved ? 'moved' : 'first'}`);

/** Pins a base as `longshore base-image set` does. */
function pin(workspace: FixtureWorkspace, base: number) {
  const digest = digestOfBase(base);
  const platforms = { 'linux/amd64': digest, 'linux/arm64': digest };
  const pinned = { image: `registry.example/node:${base}`, digest, platforms, libc: 'glibc', node: '/usr/bin/node' };
  if (base === bases.made) rmSync(join(workspace.folder, baseImageFile), { force: true });
  else workspace.write(baseImageFile, JSON.stringify(pinned));
}

/** Leaves the bases where a build looks for those that were fetched before. */
function fetchBases(workspace: FixtureWorkspace, layer: object | undefined) {
  for (const base of [bases.pinned, bases.moved]) {
    const content = { layers: [layer], environment: [`BASE=${base}`] };
    workspace.write(`.longshore/cache/bases/${hexOf(digestOfBase(base))}.json`, JSON.stringify(content));
  }
}

const few = fc.nat({ max: 2 });
const input = fc.oneof(
  fc.record({ main: few }),
  fc.record({ library: few }),
  fc.record({ version: few }),
  fc.record({ content: few }),
  fc.record({ nested: fc.boolean() }),
  fc.record({ port: few }),
  fc.record({ base: fc.nat({ max: bases.ofAnotherMachine }) }),
);
const noise = fc.constantFrom(...(Object.keys(noises) as (keyof typeof noises)[]));
const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({ input }),
  fc.record({ noise, n: fc.integer({ min: 1, max: 7 }) }),
);

describe('the digest of an image', () => {
  const workspaces = [new FixtureWorkspace(), new FixtureWorkspace()];
  const { TZ, LC_ALL } = process.env;
  const umask = process.umask();

  beforeAll(async () => {
    const [first, second] = workspaces;
    if (!first || !second) throw new Error('no workspaces');
    const { layers } = await buildImage(first.hello);
    fetchBases(first, layers[0]);
    second.takeCacheOf(first);
  });
  afterAll(() => {
    process.umask(umask);
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
      const inputs: Inputs = { main: 0, library: 0, version: 0, content: 0, nested: false, port: 0, base: 0 };
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
