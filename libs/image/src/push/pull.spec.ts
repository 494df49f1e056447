import { execFileSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { openRepository } from '@longshore/registry';
import { DistributionServer, distributionTestsRun } from '@longshore/registry/src/testing/distribution-server';
import { engineTestsRun } from '@longshore/runtime/src/testing';
import { buildImage } from '../build/build-image';
import { writeRecord } from '../records/record-files';
import { type BuiltImage } from '../image';
import { FixtureWorkspace } from '../testing/workspace';
import { passed } from '../testing/records';
import { pushImage } from './push-image';

jest.setTimeout(120_000);

const what = 'pulling a pushed image from a Distribution registry';
const runs = [engineTestsRun(what), distributionTestsRun(what)].every(Boolean);

const docker = (...words: string[]) => execFileSync('docker', words, { encoding: 'utf8' }).trim();

(runs ? describe : describe.skip)('an image in a Distribution registry', () => {
  const workspace = new FixtureWorkspace();
  let image: BuiltImage;
  let registry: DistributionServer;
  let reference: string;

  beforeAll(async () => {
    image = await buildImage(workspace.hello);
    registry = await DistributionServer.start();
    await writeRecord(workspace.hello, 'evidence', { statement: passed(workspace, image) });
    const repository = openRepository({ host: registry.host, name: 'hello' });
    ({ reference } = await pushImage(workspace.hello, repository, ['abc']));
  });
  afterAll(async () => {
    docker('image', 'rm', '--force', reference);
    await registry.stop();
    workspace.remove();
  });

  it('is pulled by digest and runs', async () => {
    expect(reference).toBe(`${registry.host}/hello@${image.digest}`);
    docker('pull', '--quiet', reference);
    const container = docker('run', '--detach', '--read-only', '--publish', '127.0.0.1::8080', reference);
    try {
      const [, port] = docker('port', container, '8080/tcp').split(':');
      expect(await answerOf(`http://127.0.0.1:${port}/hello`)).toBe('hello greeter 1.2.0, punctuation 1.0.3');
    } finally {
      docker('rm', '--force', '--volumes', container);
    }
  });
});

/** What a service answers once it listens. */
async function answerOf(url: string): Promise<string> {
  for (const deadline = Date.now() + 60_000; ; await delay(50)) {
    try {
      return await (await fetch(url, { signal: AbortSignal.timeout(2000) })).text();
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
  }
}
