import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDockerRuntime, layoutSource } from '@longshore/runtime';
import { engineTestsRun, nodeBase, writeImageLayout } from '@longshore/runtime/src/testing';
import { startCloud } from './cloud';

jest.setTimeout(60_000);

/** Calls the cloud from inside a container, and writes what it answers, one JSON line each. */
const script = `
const endpoint = process.env.AWS_ENDPOINT_URL;
const call = async (target, input, url = endpoint, more = {}) => {
  const authorization = 'AWS4-HMAC-SHA256 Credential=a/20260101/eu-west-1/sqs/aws4_request, SignedHeaders=host, Signature=' + '0'.repeat(64);
  const headers = { 'x-amz-target': 'AmazonSQS.' + target, 'content-type': 'application/x-amz-json-1.0', authorization, ...more };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(input) });
  return response.ok ? response.json() : response.status;
};
(async () => {
  const { QueueUrl } = await call('CreateQueue', { QueueName: 'jobs' });
  await call('SendMessage', { QueueUrl, MessageBody: 'from the container' }, QueueUrl);
  const { Messages } = await call('ReceiveMessage', { QueueUrl }, QueueUrl);
  const registry = await fetch(endpoint + '/v2/');
  const foreign = await call('ListQueues', {}, endpoint, { origin: 'http://example.com' });
  console.log(JSON.stringify({ endpoint, QueueUrl, body: Messages[0].Body, registry: registry.status, foreign }));
})().catch((error) => console.log(error.stack));
`;

(engineTestsRun('the cloud from a container') ? test : test.skip)(
  'a container reaches APIs, queues and registry at the gateway of its network, by URLs that lead there',
  async () => {
    const dir = mkdtempSync(join(tmpdir(), 'longshore-gateway-'));
    const layout = join(dir, 'image');
    await writeImageLayout(layout, {
      layers: [nodeBase(), { 'app/main.js': script }],
      config: { WorkingDir: '/app', Entrypoint: ['node'], Cmd: ['main.js'] },
    });
    const runtime = createDockerRuntime({ dir: join(dir, 'runtime') });
    const cloud = await startCloud({
      stateDir: join(dir, 'cloud'),
      port: 0,
      loadBalancerPort: 0,
      runtime,
      account: '123456789012',
      region: 'eu-west-1',
      environments: [],
    });
    const environment = { AWS_ENDPOINT_URL: cloud.endpoint };
    const image = await runtime.prepare(layoutSource(layout));
    const spec = { name: `caller-${process.pid}`, image, environment, ports: [] };
    try {
      const container = await runtime.start(spec);
      await container.exited;
      const lines: string[] = [];
      container.onLog(({ text }) => lines.push(text))();
      await container.remove();
      const { endpoint, ...answers } = JSON.parse(lines.join('\n')) as Record<string, unknown>;
      expect(answers).toEqual({
        QueueUrl: `${String(endpoint)}/123456789012/jobs`,
        body: 'from the container',
        registry: 401,
        foreign: 403,
      });
    } finally {
      await cloud.close();
      rmSync(dir, { recursive: true });
    }
    // The cloud took its image with it.
    await expect(runtime.start(spec)).rejects.toThrow(/No such image/);
    await runtime.cleanUp();
  },
);
