import { existsSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { engineTestsRun } from '@longshore/runtime/src/testing';
import { Workspace } from './lib/workspace';

let workspace: Workspace;

beforeAll(async () => {
  workspace = Workspace.clone();
  const up = await workspace.longshore('up', '--port', '0', '--lb-port', '0', '--runtime', 'process');
  if (up.code !== 0) throw new Error(`longshore up failed:\n${up.output}`);
}, 240_000);

afterAll(async () => {
  await workspace.longshore('down');
  workspace.remove();
}, 60_000);

describe('another machine', () => {
  let other: Workspace;

  beforeAll(() => {
    other = Workspace.clone();
    other.write('.longshore/cloud.json', workspace.read('.longshore/cloud.json'));
  });
  afterAll(() => other.remove());

  test('takes an image over that was made of the same inputs', async () => {
    const push = await other.nx('run', 'rooms:push');
    expect(push).toMatchObject({ code: 0 });
    expect(push.output).toContain('from the registry');
    expect(other.read('dist/images/rooms/image.json')).toBe(workspace.read('dist/images/rooms/image.json'));
  });

  test('builds one where the registry cannot give it', async () => {
    rmSync(join(other.folder, 'dist/images'), { recursive: true });
    other.replace('apps/rooms/src/main.ts', 'startService', 'startService ');
    const push = await other.nx('run', 'rooms:push');
    expect(push).toMatchObject({ code: 0 });
    expect(push.output).not.toContain('from the registry');
  });
});

const onEngine = engineTestsRun('deploying a service that has a Dockerfile') ? describe : describe.skip;

onEngine('a service with a Dockerfile', () => {
  const image = () => JSON.parse(workspace.read('dist/images/users/image.json')) as { digest: string };

  test('is built, verified, pushed and deployed by the same steps as the others', async () => {
    const before = image();
    workspace.write(
      'apps/users/Dockerfile',
      `ARG LONGSHORE_BASE
       FROM \${LONGSHORE_BASE}
       ADD .longshore/dependencies.tar.gz /
       ADD .longshore/application.tar.gz /
       RUN ["node", "-e", "require('fs').writeFileSync('/made-by', 'a step of the Dockerfile')"]
       ENV NODE_ENV=production
       USER 65532
       ENTRYPOINT ["/usr/local/bin/node", "/app/apps/users/main.js"]`,
    );
    const deploy = await workspace.nx('run', 'users:deploy');
    expect(deploy).toMatchObject({ code: 0 });
    expect(workspace.outcome('users')).toMatchObject({ verdict: 'deployed', digest: image().digest });
    expect(image().digest).not.toBe(before.digest);
    expect((await fetch(`${workspace.outcome('users')?.url}/nobody`)).status).toBeLessThan(500);
  });
});

describe('however the deploy is called, an image is not released', () => {
  const alone = ['--exclude-task-dependencies', '--skip-nx-cache'];
  const refused = (why: string) => ({ code: 1, output: expect.stringMatching(new RegExp(`LS3101[^]*${why}`)) });

  beforeAll(() => {
    const main = 'apps/rooms/src/main.ts';
    workspace.write(main, `${workspace.read(main)}process.title = 'untested';\n`);
  });

  test('without evidence: the steps run one by one, without those before them', async () => {
    expect(await workspace.nx('run', 'rooms:image')).toMatchObject({ code: 0 });
    expect(await workspace.nx('run', 'rooms:push', ...alone)).toMatchObject(refused('another image'));
    expect(await workspace.nx('run', 'rooms:release', ...alone)).toMatchObject(refused('no evidence'));
  });

  test('with evidence for older tests', async () => {
    expect(await workspace.nx('run', 'rooms:push')).toMatchObject({ code: 0 });
    workspace.write('apps/rooms/test/container/more.spec.ts', `test('more', () => expect(1).toBe(1));\n`);
    expect(await workspace.nx('run', 'rooms:push', ...alone)).toMatchObject(refused('other tests'));
    expect(await workspace.nx('run', 'rooms:release', ...alone)).toMatchObject(refused('other tests'));
  });
});

describe('a library behind a library', () => {
  const json = <Content>(file: string) => JSON.parse(workspace.read(file)) as Content;
  const edit = (file: string, fields: object) =>
    workspace.write(file, JSON.stringify({ ...json<object>(file), ...fields }));
  const fails = `import { deep } from './index';\ntest('deep', () => expect(deep).toBe('deep'));\n`;
  const refusal = { code: expect.any(Number), output: expect.stringMatching(/LS2104[^]*libs\/deep: /) };

  /** rooms uses conversation, which uses deep, whose test fails. */
  beforeAll(() => {
    const manifest = { name: '@longshore/deep', version: '0.1.0', main: './src/index.ts', nx: { name: 'deep' } };
    workspace.write('libs/deep/package.json', JSON.stringify(manifest));
    workspace.write('libs/deep/jest.config.cjs', `module.exports = { preset: '../../jest.preset.cjs' };`);
    workspace.write('libs/deep/src/index.ts', `export const deep = 'broken';\n`);
    workspace.write('libs/deep/src/index.spec.ts', fails);
    symlinkSync('../../libs/deep', join(workspace.folder, 'node_modules/@longshore/deep'));
    const { dependencies } = json<{ dependencies: object }>('libs/conversation/package.json');
    const uses = { dependencies: { ...dependencies, '@longshore/deep': '*' } };
    edit('libs/conversation/package.json', uses);
    const { packages } = json<{ packages: Record<string, object> }>('package-lock.json');
    edit('package-lock.json', {
      packages: {
        ...packages,
        'libs/conversation': { ...packages['libs/conversation'], ...uses },
        'libs/deep': { name: manifest.name, version: manifest.version },
        'node_modules/@longshore/deep': { resolved: 'libs/deep', link: true },
      },
    });
    const index = 'libs/conversation/src/index.ts';
    workspace.write(index, `import { deep } from '@longshore/deep';\nprocess.title = deep;\n${workspace.read(index)}`);
  });

  test('is tested before what uses it ships', async () => {
    const { code, output } = await workspace.nx('run', 'rooms:deploy');
    expect(code).not.toBe(0);
    expect(output).toMatch(/deep:test/);
    expect(output).not.toContain('LS2104');
    expect(existsSync(join(workspace.folder, 'dist/tests/libs/deep.json'))).toBe(true);
  });

  test('is not passed over by a flag', async () => {
    expect(await workspace.nx('run', 'rooms:image')).toMatchObject({ code: 0 });
    const verify = await workspace.nx('run', 'rooms:verify', '--exclude-task-dependencies');
    expect(verify).toMatchObject(refusal);
    expect(verify.code).not.toBe(0);
  });

  test('is not passed over by nx.json, nor by a test that is none', async () => {
    edit('nx.json', { targetDefaults: { verify: { dependsOn: ['image'] } } });
    const deploy = await workspace.nx('run', 'rooms:deploy');
    expect(deploy).toMatchObject(refusal);
    expect(deploy.code).not.toBe(0);
    const targets = { test: { executor: 'nx:run-commands', options: { command: 'echo ok' } } };
    edit('libs/deep/package.json', { nx: { name: 'deep', targets } });
    rmSync(join(workspace.folder, 'dist/tests'), { recursive: true });
    expect(await workspace.nx('run-many', '-t', 'test', '-p', 'deep')).toMatchObject({ code: 0 });
    expect(await workspace.nx('run', 'rooms:deploy')).toMatchObject(refusal);
  });

  test('ships once its tests pass: the command that the error names runs them', async () => {
    edit('nx.json', { targetDefaults: {} });
    edit('libs/deep/package.json', { nx: { name: 'deep' } });
    workspace.write('libs/deep/src/index.spec.ts', fails.replace(`toBe('deep')`, `toBe('broken')`));
    expect(await workspace.nx('run', 'rooms:image')).toMatchObject({ code: 0 });
    const { output } = await workspace.nx('run', 'rooms:verify', '--exclude-task-dependencies', '--skip-nx-cache');
    const [, fix = ''] = /fix {5}npx (nx run-many -t test -p \S+)/.exec(output) ?? [];
    expect(await workspace.nx(...fix.split(' ').slice(1))).toMatchObject({ code: 0 });
    expect(await workspace.nx('run', 'rooms:deploy')).toMatchObject({ code: 0 });
  });
});
