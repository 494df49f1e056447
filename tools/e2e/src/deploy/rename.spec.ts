import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ECSClient, UntagResourceCommand } from '@aws-sdk/client-ecs';
import { type Coordinator, confirmRename, planRename, statusOf } from '@longshore/deploy';
import { type Service, tags } from '@longshore/model';
import { startTraffic } from '../lib/traffic';
import { repository } from '../lib/workspace';
import { answering, World } from './world';

let world: World;

beforeEach(async () => {
  world = await World.start();
});

afterEach(() => world.stop());

const spec = { route: { paths: ['/api'] }, copies: { min: 1 } };

/** The service of a project, under a name. */
function serviceOf(name: string, project = '@acme/api', root = 'apps/api', changes: object = {}): Service {
  const [service] = world.services({ [name]: { ...spec, ...changes } });
  if (!service) throw new Error('a world makes a service of each spec');
  return { ...service, project, root };
}

/** A run over a workspace with one service, whose image is pushed. */
async function pushed(service: Service, program = answering(service.name)): Promise<Coordinator> {
  world.images.set(service.name, program);
  const run = world.run({}, { services: [service] });
  await run.push(service.name);
  return run;
}

async function ship(service: Service, program?: string) {
  const run = await pushed(service, program);
  await run.release(service.name);
  const [outcome] = (await run.finish()).services;
  return outcome;
}

const confirm = (from: string, to: Service) => confirmRename(world.environment(), from, to);

const answer = async (): Promise<string> => (await fetch(`${world.cloud.loadBalancer}/api`)).text();

const liveNames = async (): Promise<string[]> =>
  (await statusOf(world.environment(), [])).map(({ service }) => service).sort();

/** Takes from a live service the tags by which its project is known: a version before this one set none. */
async function untag(name: string): Promise<void> {
  const place = await world.environment().place();
  const resourceArn = (await place.service(`local-${name}`))?.serviceArn;
  const ecs = new ECSClient({ region: 'us-east-1' });
  await ecs.send(new UntagResourceCommand({ resourceArn, tagKeys: [tags.project, tags.root] }));
  ecs.destroy();
}

const command = 'npx longshore rename api backend -e local';

describe('a live service under another name', () => {
  beforeEach(async () => {
    expect(await ship(serviceOf('api'))).toMatchObject({ verdict: 'deployed' });
  });

  test('is shown as what is created and destroyed, and refused until a person has confirmed it', async () => {
    const run = await pushed(serviceOf('backend'));
    const before = await world.routing();
    const { action, renames } = await run.plan('backend');
    expect({ action, renames }).toEqual({
      action: 'create',
      renames: {
        from: 'api',
        parts: [
          expect.stringMatching(/^rule \d+$/),
          'service local-api, ACTIVE, 1 tasks',
          'target group local-api',
        ] as string[],
        confirm: command,
      },
    });
    await expect(run.release('backend')).rejects.toMatchObject({ code: 'LS1014', fix: `${command} --yes` });
    expect((await run.finish()).services).toMatchObject([{ service: 'backend', verdict: 'refused' }]);
    expect({ names: await liveNames(), routing: await world.routing() }).toEqual({ names: ['api'], routing: before });
  });

  test('is replaced once that is confirmed, and no request is lost', async () => {
    const backend = serviceOf('backend');
    await confirm('api', backend);
    const traffic = startTraffic(`${world.cloud.loadBalancer}/api`, 60, /^(api|backend)$/);
    const outcome = await ship(backend);
    expect(outcome).toMatchObject({ verdict: 'deployed' });
    expect(outcome?.reason).toContain('api, which it replaces, is destroyed');
    expect(await answer()).toBe('backend');
    expect((await traffic.stop()).failures).toEqual([]);
    expect({ names: await liveNames(), routing: await world.routing() }).toEqual({
      names: ['backend'],
      routing: { rules: 1, targetGroups: 1 },
    });
    expect(await ship(backend)).toMatchObject({ verdict: 'unchanged' });
  });

  test('stays if the new one does not become healthy', async () => {
    const backend = serviceOf('backend', '@acme/api', 'apps/api', { rollout: { failedTasks: 1 } });
    await confirm('api', backend);
    expect(await ship(backend, 'process.exit(1)')).toMatchObject({ verdict: 'failed' });
    expect({ names: await liveNames(), text: await answer() }).toEqual({ names: ['api'], text: 'api' });
  });

  test.each<[string, string, string]>([
    ['its project, in another folder', '@acme/api', 'apps/backend'],
    ['its folder, with another project', '@acme/backend', 'apps/api'],
  ])('is known by %s', async (_what, project, root) => {
    const run = await pushed(serviceOf('backend', project, root));
    expect((await run.plan('backend')).renames).toMatchObject({ from: 'api' });
  });

  test('is known by its folder if it was deployed before there were tags of the project', async () => {
    await untag('api');
    const run = await pushed(serviceOf('backend'));
    expect((await run.plan('backend')).renames).toMatchObject({ from: 'api', confirm: command });
  });

  test('is not taken for one of an environment whose name begins the same', async () => {
    const place = await world.environment().place();
    const { serviceArn = '' } = (await place.service('local-api')) ?? {};
    await place.cluster.tag(serviceArn, { [tags.environment]: 'local-eu' });
    const run = await pushed(serviceOf('backend'));
    expect(await run.plan('backend')).not.toHaveProperty('renames');
  });

  test('is not taken for another service, of which it is neither project nor folder', async () => {
    const other = serviceOf('other', '@acme/other', 'apps/other', { route: { paths: ['/other'] } });
    expect(await (await pushed(other)).plan('other')).not.toHaveProperty('renames');
    expect(await ship(other)).toMatchObject({ verdict: 'deployed' });
    expect(await liveNames()).toEqual(['api', 'other']);
  });

  test('cannot be confirmed while the workspace has both, or both are live', async () => {
    const [api, backend] = [serviceOf('api'), serviceOf('backend', '@acme/backend', 'apps/backend')];
    const plan = (services: Service[]) => planRename(world.environment(), 'api', backend, services);
    await expect(plan([api, backend])).rejects.toMatchObject({ code: 'LS1015' });
    expect(await ship({ ...backend, spec: serviceOf('x', '', '', { route: { paths: ['/b'] } }).spec })).toMatchObject({
      verdict: 'deployed',
    });
    await expect(plan([backend])).rejects.toMatchObject({
      code: 'LS1015',
      fix: 'npx longshore destroy api -e local',
    });
  });
});

test('the queue of a worker under another name stays, with the command that removes it', async () => {
  const worker = (name: string): Service => {
    const [service] = world.services({ [name]: { kind: 'worker', copies: { min: 1 } } });
    if (!service) throw new Error('a world makes a service of each spec');
    return { ...service, project: '@acme/mail', root: 'apps/mail' };
  };
  // ECS takes a task without a health check for stable after 40 s.
  await world.stop();
  world = await World.start({ timeScale: 20 });
  await ship(worker('mailer'));
  await confirm('mailer', worker('post'));
  const outcome = await ship(worker('post'));
  expect(outcome).toMatchObject({ verdict: 'deployed' });
  expect(outcome?.reason).toContain('mailer, which it replaces, is destroyed; queue local-mailer, 0 messages stays');
  expect(outcome?.reason).toContain('npx longshore destroy mailer -e local');
});

describe('longshore rename', () => {
  function write(file: string, content: object): void {
    mkdirSync(dirname(join(world.folder, file)), { recursive: true });
    writeFileSync(join(world.folder, file), JSON.stringify(content));
  }

  const longshore = (...words: string[]): Promise<{ code: number; output: string }> =>
    new Promise((resolve) => {
      const program = join(repository, 'tools/cli/bin/longshore.cjs');
      execFile(
        process.execPath,
        [program, ...words],
        { cwd: world.folder, env: process.env },
        (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, output: `${stdout}${stderr}` }),
      );
    });

  test('asks, or is told yes; the fix of the refusal runs as it is printed', async () => {
    write('nx.json', {});
    write('deploy/environments/local.json', { account: '123456789012', region: 'us-east-1', embedded: true });
    write('apps/api/package.json', { name: '@acme/api' });
    write('apps/api/service.json', { kind: 'http', name: 'backend', ...spec });
    await ship(serviceOf('api'));
    const backend = serviceOf('backend');
    const refused = await longshore(...command.split(' ').slice(2));
    expect(refused).toMatchObject({ code: 1, output: expect.stringContaining(`${command} --yes`) });
    await expect((await pushed(backend)).release('backend')).rejects.toMatchObject({ code: 'LS1014' });
    const { code, output } = await longshore(...command.split(' ').slice(2), '--yes');
    expect({ code, output }).toEqual({
      code: 0,
      output: expect.stringContaining('npx nx run @acme/api:deploy -c local'),
    });
    expect(await ship(backend)).toMatchObject({ verdict: 'deployed' });
  });
});
