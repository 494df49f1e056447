import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Deployment } from '@aws-sdk/client-ecs';
import { openEcr } from '@longshore/registry';
import { outsideWorkspace } from '@longshore/runtime';
import { ScriptedImages } from '@longshore/deploy/src/testing/scripted-images';
import { Fleet, isSettled } from './fleet';

/** Takes its time to stop, so that a look at the rollout sees old copies on their way out. */
const program = `
  const server = require('http').createServer({ keepAliveTimeout: 65_000 }, (request, response) => response.end(process.env.VERSION + ' ' + process.pid));
  server.listen(process.env.PORT);
  process.on('SIGTERM', () => setTimeout(() => server.close(), 2000));`;

const command = join(__dirname, '../../../../node_modules/.bin/longshore');

describe('a cloud that is killed in the middle of a rollout', () => {
  const folder = mkdtempSync(join(tmpdir(), 'longshore-killed-'));
  const variables = { ...process.env };
  let running: ChildProcess | undefined;

  afterAll(async () => {
    process.env = variables;
    if (running?.kill('SIGTERM')) await once(running, 'exit');
    for (const each of [outsideWorkspace(join(folder, 'runtime')), folder])
      rmSync(each, { recursive: true, force: true });
  });

  /** Starts `longshore cloud` on the state folder, on the ports given or on free ones. */
  async function start({ port = '0', lbPort = '0' } = {}) {
    const words = ['cloud', '--state', folder, '--port', port, '--lb-port', lbPort, '--runtime', 'process'];
    running = spawn(command, words, { stdio: ['ignore', 'pipe', 'inherit'] });
    if (!running.stdout) throw new Error('no stdout');
    const [line] = (await once(createInterface(running.stdout), 'line')) as [string];
    const { endpoint, loadBalancer } = JSON.parse(line) as { endpoint: string; loadBalancer: string };
    return { endpoint, loadBalancer, port: new URL(endpoint).port, lbPort: new URL(loadBalancer).port };
  }

  async function kill(): Promise<void> {
    const killed = running;
    if (killed?.kill('SIGKILL')) await once(killed, 'exit');
  }

  /** Pushes the image of all revisions: they differ in a variable. */
  async function push(endpoint: string): Promise<string> {
    Object.assign(process.env, { AWS_ENDPOINT_URL: endpoint, AWS_ACCESS_KEY_ID: 'e2e', AWS_SECRET_ACCESS_KEY: 'e2e' });
    const images = new ScriptedImages();
    images.set('rooms', program);
    const repository = await openEcr({ region: 'us-east-1' }).ensureRepository('rooms');
    return (await images.push('rooms', repository, [])).reference;
  }

  it('ends, started again, where the scheduler would have come to', async () => {
    const cloud = await start();
    const fleet = new Fleet(cloud.endpoint);
    const image = await push(cloud.endpoint);
    await fleet.createCluster();
    const environment = { PORT: '8000' };
    await fleet.createService('rooms', await fleet.register('rooms', image, { ...environment, VERSION: 'v0' }), 1);
    await fleet.until('rooms', isSettled);
    // Each is another state of the rollout: new tasks on their way, new ones beside old ones, old ones draining.
    const moments: ((next: Deployment, last: Deployment) => boolean)[] = [
      () => true,
      (next) => (next.runningCount ?? 0) > 0,
      (_, last) => (last.runningCount ?? 0) < 2,
    ];
    for (const [index, moment] of moments.entries()) {
      const version = `v${index + 1}`;
      const revision = await fleet.register('rooms', image, { ...environment, VERSION: version });
      await fleet.update('rooms', revision);
      await fleet.until('rooms', ({ deployments: [next, last] = [] }) => !!next && !!last && moment(next, last));
      await kill();
      await start(cloud);
      const service = await fleet.until('rooms', isSettled);
      expect(service.taskDefinition).toBe(revision);
      expect(await answers(`${cloud.loadBalancer}/rooms`)).toEqual([version, version]);
    }
  }, 240_000);
});

/** What the copies answer, one each. */
async function answers(url: string): Promise<string[]> {
  const byProcess = new Map<string, string>();
  for (let request = 0; request < 40; request++) {
    const [version = '', pid = ''] = (await (await fetch(url)).text()).split(' ');
    byProcess.set(pid, version);
  }
  return [...byProcess.values()];
}
