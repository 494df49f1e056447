import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { buildImage } from '../build/build-image';
import { blobFile, imageFolder } from '../build/layout';
import { type BuiltImage } from '../image';
import { type ArchiveFile } from '../testing/archive';
import { readLayer } from '../testing/tar';
import { FixtureWorkspace } from '../testing/workspace';
import { checkPackages } from './check-packages';

describe('a package with an install script', () => {
  const first = new FixtureWorkspace();
  let workspace: FixtureWorkspace;

  beforeAll(async () => void (await buildImage(first.hello)));
  afterAll(() => first.remove());
  beforeEach(() => {
    workspace = new FixtureWorkspace();
    workspace.takeCacheOf(first);
  });
  afterEach(() => workspace.remove());

  const list = (...generated: string[]) =>
    workspace.write(
      'apps/hello/service.json',
      JSON.stringify({ kind: 'http', route: { paths: ['/hello'] }, image: { generated } }),
    );
  const install = (files: Record<string, ArchiveFile> = {}) =>
    workspace.package('node_modules/greeter', {
      version: '1.3.0',
      lock: { hasInstallScript: true },
      files: { 'bin/run': { content: 'shim', mode: 0o755 }, ...files },
    });
  const build = () => buildImage(workspace.hello);
  const filesIn = async ({ layers }: BuiltImage) => {
    const { digest } = layers.find(({ kind }) => kind === 'dependencies') ?? {};
    if (!digest) throw new Error('no dependencies');
    return readLayer(blobFile(imageFolder(workspace.hello), digest));
  };

  it('goes into the image as its archive has it, if the script left it so', async () => {
    install();
    const files = await filesIn(await build());
    expect(files.get('app/node_modules/greeter/bin/run')).toMatchObject({ content: 'shim', header: { mode: 0o755 } });
  });

  it.each<[string, (folder: string) => void]>([
    ['writes a file', (folder) => workspace.write(`${folder}/generated.js`, 'made here')],
    ['optimises a program', (folder) => workspace.write(`${folder}/bin/run`, 'native', 0o755)],
    ['removes a file', (folder) => workspace.delete(`${folder}/bin/run`)],
  ])('is refused by name if its script %s', async (_what, run) => {
    install();
    run('node_modules/greeter');
    await expect(build()).rejects.toMatchObject({
      code: 'LS2011',
      what: 'the installation of greeter changes its own files',
      why: expect.stringMatching(/node_modules\/greeter\/[^]*"generated": \["greeter"\]/),
      fix: 'npm ci --ignore-scripts',
    });
  });

  it('may write what is in no image', async () => {
    install();
    workspace.write('node_modules/greeter/install.md', 'log');
    await expect(build()).resolves.toBeDefined();
  });

  it('goes into the image as it is installed if service.json lists it, under a key of its own', async () => {
    install();
    const plain = await build();
    list('greeter');
    workspace.write('node_modules/greeter/generated.js', 'made here');
    const listed = await build();
    expect((await filesIn(listed)).get('app/node_modules/greeter/generated.js')?.content).toBe('made here');
    workspace.write('node_modules/greeter/generated.js', 'made there');
    const other = await build();
    workspace.write('node_modules/greeter/generated.js', 'made here');
    expect(await build()).toEqual(listed);
    expect(new Set([plain, listed, other].map(({ inputKey }) => inputKey)).size).toBe(3);
    expect(new Set([plain, listed, other].map(({ digest }) => digest)).size).toBe(3);
  });

  it('is refused if it compiles, whatever node_modules says', async () => {
    const scripts = { install: 'node-gyp rebuild' };
    const manifest = { name: 'greeter', version: '1.3.0', main: 'index.js' };
    install({ 'package.json': JSON.stringify({ ...manifest, scripts }) });
    workspace.write('node_modules/greeter/package.json', JSON.stringify(manifest));
    await expect(build()).rejects.toMatchObject({ code: 'LS2006', what: expect.stringContaining('greeter 1.3.0') });
  });

  it('that is for another platform is taken from its archive', async () => {
    const cpu = [process.arch];
    workspace.package('node_modules/variant', {
      version: '1.0.0',
      lock: { optional: true, cpu, hasInstallScript: true },
    });
    workspace.delete('node_modules/variant');
    workspace.package('node_modules/greeter', { version: '1.3.0', lock: { optionalDependencies: { variant: '1' } } });
    expect((await filesIn(await build())).has('app/node_modules/variant/index.js')).toBe(true);
  });
});

describe('a folder that a generator writes below node_modules', () => {
  let workspace: FixtureWorkspace;
  beforeEach(() => {
    workspace = new FixtureWorkspace();
    const generated = ['.prisma/client'];
    const service = { kind: 'http', route: { paths: ['/hello'] }, image: { generated } };
    workspace.write('apps/hello/service.json', JSON.stringify(service));
  });
  afterEach(() => workspace.remove());

  it('goes into the image if service.json lists it', async () => {
    workspace.write('node_modules/.prisma/client/index.js', 'generated');
    const { layers } = await buildImage(workspace.hello);
    const layer = layers.find(({ kind }) => kind === 'dependencies');
    if (!layer) throw new Error('no dependencies');
    const files = await readLayer(blobFile(join(workspace.folder, 'dist/images/hello'), layer.digest));
    expect(files.get('app/node_modules/.prisma/client/index.js')?.content).toBe('generated');
    await expect(checkPackages(workspace.hello, new PassThrough())).resolves.toBeUndefined();
  });

  it('is missed if it is not there', async () => {
    await expect(buildImage(workspace.hello)).rejects.toMatchObject({
      code: 'LS2011',
      what: expect.stringContaining('.prisma/client'),
    });
  });
});
