import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  CreateClusterCommand,
  CreateServiceCommand,
  DescribeServicesCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import { openEcr } from '@longshore/registry';

/** Of two tasks each. */
const services = 100;

/** Makes the services `idle-0` to `idle-99` of the cluster `bench`; resolves when all their tasks run. */
export async function fillCloud(endpoint: string): Promise<void> {
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
  });
  const ecs = new ECSClient({ endpoint, region: 'us-east-1' });
  await ecs.send(new CreateClusterCommand({ clusterName: 'bench' }));
  const containerDefinitions = [{ name: 'app', image: await pushImage() }];
  await ecs.send(new RegisterTaskDefinitionCommand({ family: 'idle', containerDefinitions, memory: '128' }));
  for (let index = 0; index < services; index++) {
    const serviceName = `idle-${index}`;
    await ecs.send(
      new CreateServiceCommand({ cluster: 'bench', serviceName, taskDefinition: 'idle', desiredCount: 2 }),
    );
  }
  for (let index = 0; index < services; index++) await untilRunning(ecs, `idle-${index}`);
  ecs.destroy();
}

async function untilRunning(ecs: ECSClient, service: string): Promise<void> {
  for (;;) {
    const answer = await ecs.send(new DescribeServicesCommand({ cluster: 'bench', services: [service] }));
    const [{ deployments: [deployment] = [] } = {}] = answer.services ?? [];
    if (deployment?.rolloutState === 'COMPLETED') return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** An image without layers: nothing runs it. */
async function pushImage(): Promise<string> {
  const repository = await openEcr({ region: 'us-east-1' }).ensureRepository('idle');
  const config = Buffer.from(JSON.stringify({ architecture: 'amd64', os: 'linux', config: {} }));
  const digest = `sha256:${createHash('sha256').update(config).digest('hex')}` as const;
  const descriptor = { mediaType: 'application/vnd.oci.image.config.v1+json', digest, size: config.length };
  await repository.putBlob({ ...descriptor, open: () => Readable.from([config]) });
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const manifest = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, config: descriptor, layers: [] }));
  await repository.putManifest(manifest, mediaType, 'idle');
  return `${repository.name}:idle`;
}
