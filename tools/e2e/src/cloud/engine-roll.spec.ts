import { setTimeout } from 'node:timers/promises';
import { type Service } from '@aws-sdk/client-ecs';
import { engineTestsRun, nodeBase, tarOf } from '@longshore/runtime/src/testing';
import { ClientWorld } from '../lib/client-world';
import { startTraffic } from '../lib/traffic';
import { Fleet, isSettled } from './fleet';

/** Does what MODE says: answers with VERSION, exits at once, or is never healthy. */
const program = `
  if (process.env.MODE === 'crash') process.exit(3);
  const server = require('http').createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
    response.statusCode = request.url === '/health' && process.env.MODE === 'unhealthy' ? 500 : 200;
    response.end(process.env.VERSION);
  });
  server.listen(8000);
  process.on('SIGTERM', () => {
    server.close();
    setInterval(() => server.closeIdleConnections(), 50).unref();
  });`;

const requests = 20_000;

(engineTestsRun('three services rolling under load') ? describe : describe.skip)('three services on the engine', () => {
  const imageName = 'longshore-e2e-roll';
  const names = ['good', 'crashing', 'unhealthy'];
  let world: ClientWorld;
  let fleet: Fleet;
  let image: string;

  beforeAll(async () => {
    world = await ClientWorld.start('docker');
    fleet = new Fleet(world.cloud.endpoint);
    image = await pushImage();
    await fleet.createCluster();
    for (const [index, name] of names.entries()) {
      await fleet.createService(name, await fleet.register(name, image, { VERSION: 'one' }), index + 1);
    }
    await Promise.all(names.map((name) => fleet.until(name, isSettled)));
  });

  afterAll(async () => {
    await world.run('docker', ['image', 'rm', '--force', imageName, image.replace(/@.*/, ':one')]);
    await world.stop();
  });

  async function pushImage(): Promise<string> {
    const host = new URL(world.cloud.endpoint).host;
    const repository = `${host}/roll`;
    const rootfs = await tarOf({ ...nodeBase(), 'app/main.js': program });
    const change = ['--change', 'ENTRYPOINT ["/usr/local/bin/node", "/app/main.js"]'];
    await world.run('docker', ['import', ...change, '-', imageName], rootfs);
    await world.run('aws', [
      '--endpoint-url',
      world.cloud.endpoint,
      'ecr',
      'create-repository',
      '--repository-name',
      'roll',
    ]);
    const password = await world.run('aws', ['--endpoint-url', world.cloud.endpoint, 'ecr', 'get-login-password']);
    await world.run('docker', ['login', '--username', 'AWS', '--password-stdin', host], password);
    await world.run('docker', ['tag', imageName, `${repository}:one`]);
    await world.run('docker', ['push', '--quiet', `${repository}:one`]);
    return `${repository}:one`;
  }

  const reasonsOf = async (service: string): Promise<string[]> =>
    (await fleet.stoppedTasks(service)).map(
      ({ stopCode, stoppedReason, containers }) => `${stopCode}: ${stoppedReason} (exit ${containers?.[0]?.exitCode})`,
    );

  it(`rolls one, rolls two back with their reasons, and fails none of ${requests} requests`, async () => {
    const traffic = names.map((name) => startTraffic(`${world.cloud.loadBalancer}/${name}/`, 120));
    await fleet.update('good', await fleet.register('good', image, { VERSION: 'two' }));
    await fleet.update('crashing', await fleet.register('crashing', image, { VERSION: 'two', MODE: 'crash' }));
    await fleet.update('unhealthy', await fleet.register('unhealthy', image, { VERSION: 'two', MODE: 'unhealthy' }));
    const [good, crashing, unhealthy] = await Promise.all([
      fleet.until('good', isSettled),
      fleet.until('crashing', (service) => isSettled(service) && isOn(service.taskDefinition, 1)),
      fleet.until('unhealthy', (service) => isSettled(service) && isOn(service.taskDefinition, 1)),
    ]);
    while (traffic.reduce((sum, { sent }) => sum + sent, 0) < requests) await setTimeout(100);
    const reports = await Promise.all(traffic.map((each) => each.stop()));
    expect(reports.flatMap(({ failures }) => failures)).toEqual([]);

    expect(good.taskDefinition).toMatch(/:2$/);
    expect(messagesOf(good)[0]).toBe('(service good) has reached a steady state.');
    for (const service of [crashing, unhealthy]) {
      const [deployment] = service.deployments ?? [];
      const messages = messagesOf(service);
      const name = `(service ${service.serviceName})`;
      expect(messages).toContainEqual(
        expect.stringMatching(/\(deployment ecs-svc\/\d+\) deployment failed: tasks failed to start\.$/),
      );
      expect(messages).toContain(`${name} rolling back to deployment ${deployment?.id}.`);
      expect(messages).toContain(`${name} (deployment ${deployment?.id}) deployment completed.`);
    }
    expect(await reasonsOf('crashing')).toContain(
      'EssentialContainerExited: Essential container in task exited (exit 3)',
    );
    expect(await reasonsOf('unhealthy')).toContainEqual(
      expect.stringMatching(
        /^ServiceSchedulerInitiated: Task failed ELB health checks in \(target-group arn:aws:\S+:targetgroup\/unhealthy\/\w+\)/,
      ),
    );
    expect(messagesOf(unhealthy)).toContainEqual(
      expect.stringMatching(/due to \(reason Health checks failed with these codes: \[500\]\)\.$/),
    );
  }, 400_000);
});

const messagesOf = ({ events = [] }: Service): string[] => events.map(({ message = '' }) => message);

const isOn = (taskDefinition: string | undefined, revision: number): boolean =>
  taskDefinition?.endsWith(`:${revision}`) === true;
