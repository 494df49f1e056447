import { rmSync } from 'node:fs';
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
    expect(await workspace.nx('run', 'rooms:push', ...alone)).toMatchObject(refused('tests changed'));
    expect(await workspace.nx('run', 'rooms:release', ...alone)).toMatchObject(refused('other tests'));
  });
});
