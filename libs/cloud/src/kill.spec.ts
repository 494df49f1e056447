import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  GetLogEventsCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  BatchGetImageCommand,
  CompleteLayerUploadCommand,
  CreateRepositoryCommand,
  DescribeRepositoriesCommand,
  ECRClient,
  InitiateLayerUploadCommand,
  ListImagesCommand,
  PutImageCommand,
  UploadLayerPartCommand,
} from '@aws-sdk/client-ecr';
import { CreateClusterCommand, ECSClient, ListClustersCommand } from '@aws-sdk/client-ecs';
import { CreateSecretCommand, ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetParametersByPathCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { outsideWorkspace } from '@longshore/runtime';

let stateDir: string;
let running: ChildProcess | undefined;

beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), 'longshore-kill-'));
});

afterEach(async () => {
  await kill();
  rmSync(stateDir, { recursive: true });
  rmSync(outsideWorkspace(join(stateDir, 'runtime')), { recursive: true, force: true });
});

async function kill(): Promise<void> {
  const child = running;
  running = undefined;
  if (child?.kill('SIGKILL')) await once(child, 'exit');
}

/** Starts a cloud in a process of its own; gives clients of it. */
async function start() {
  const file = join(__dirname, 'testing', 'cloud-process.ts');
  const child = spawn(process.execPath, ['-r', '@swc-node/register', file, stateDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running = child;
  const [endpoint] = (await once(createInterface(child.stdout), 'line')) as [string];
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const options = { endpoint, region: 'us-east-1', credentials, maxAttempts: 1 };
  return {
    ecr: new ECRClient(options),
    ecs: new ECSClient(options),
    ssm: new SSMClient(options),
    sqs: new SQSClient(options),
    logs: new CloudWatchLogsClient(options),
    secrets: new SecretsManagerClient(options),
  };
}

type Clients = Awaited<ReturnType<typeof start>>;

/** One way each to write to a service, and to read all that was written. */
const services: {
  write(clients: Clients, name: string): Promise<unknown>;
  read(clients: Clients): Promise<string[]>;
}[] = [
  {
    write: ({ ecs }, clusterName) => ecs.send(new CreateClusterCommand({ clusterName })),
    read: async ({ ecs }) => {
      const { clusterArns = [] } = await ecs.send(new ListClustersCommand({ maxResults: 100 }));
      return clusterArns.map((arn) => arn.split('/').at(-1) ?? '');
    },
  },
  {
    write: ({ ecr }, repositoryName) => ecr.send(new CreateRepositoryCommand({ repositoryName })),
    read: async ({ ecr }) => {
      const { repositories = [] } = await ecr.send(new DescribeRepositoriesCommand({ maxResults: 1000 }));
      return repositories.map(({ repositoryName }) => repositoryName ?? '');
    },
  },
  {
    write: async ({ ecr }, imageTag) => {
      await ecr.send(new CreateRepositoryCommand({ repositoryName: 'images' })).catch((error: Error) => {
        if (error.name !== 'RepositoryAlreadyExistsException') throw error;
      });
      const bytes = Buffer.from(JSON.stringify({ imageTag }));
      const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
      const { uploadId } = await ecr.send(new InitiateLayerUploadCommand(images));
      const part = { uploadId, partFirstByte: 0, partLastByte: bytes.length - 1, layerPartBlob: bytes };
      await ecr.send(new UploadLayerPartCommand({ ...images, ...part }));
      await ecr.send(new CompleteLayerUploadCommand({ ...images, uploadId, layerDigests: [digest] }));
      const config = { mediaType: 'application/vnd.oci.image.config.v1+json', digest, size: bytes.length };
      const imageManifestMediaType = 'application/vnd.oci.image.manifest.v1+json';
      const manifest = { schemaVersion: 2, mediaType: imageManifestMediaType, config, layers: [] };
      const imageManifest = JSON.stringify(manifest);
      await ecr.send(new PutImageCommand({ ...images, imageTag, imageManifest, imageManifestMediaType }));
    },
    // With its manifest: an image whose content is not there would fail.
    read: async ({ ecr }) => {
      const { imageIds = [] } = await ecr.send(new ListImagesCommand({ ...images, maxResults: 1000 }));
      const got = await Promise.all(
        imageIds.map((id) => ecr.send(new BatchGetImageCommand({ ...images, imageIds: [id] }))),
      );
      return got.flatMap((answer) => (answer.images ?? []).map(({ imageId }) => imageId?.imageTag ?? ''));
    },
  },
  {
    write: ({ ssm }, name) => ssm.send(new PutParameterCommand({ Name: `/a/${name}`, Value: name, Type: 'String' })),
    read: async ({ ssm }) => {
      const found: string[] = [];
      for (let NextToken: string | undefined, first = true; first || NextToken; first = false) {
        const page = await ssm.send(new GetParametersByPathCommand({ Path: '/a', NextToken }));
        found.push(...(page.Parameters ?? []).map(({ Value }) => Value ?? ''));
        NextToken = page.NextToken;
      }
      return found;
    },
  },
  {
    write: async ({ sqs }, MessageBody) => {
      const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'jobs' }));
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
    },
    read: async ({ sqs }) => {
      const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'jobs' }));
      const found: string[] = [];
      for (;;) {
        const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
        if (Messages.length === 0) return found;
        found.push(...Messages.map(({ Body }) => Body ?? ''));
      }
    },
  },
  {
    write: async ({ logs }, message) => {
      await ifMissing(() => logs.send(new CreateLogGroupCommand({ logGroupName })));
      await ifMissing(() => logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName })));
      const logEvents = [{ timestamp: Date.now(), message }];
      await logs.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }));
    },
    read: async ({ logs }) => {
      const found: string[] = [];
      for (let nextToken: string | undefined; ;) {
        const asked = { logGroupName, logStreamName, startFromHead: true, nextToken };
        const { events = [], nextForwardToken } = await logs.send(new GetLogEventsCommand(asked));
        found.push(...events.map(({ message }) => message ?? ''));
        if (nextForwardToken === nextToken) return found;
        nextToken = nextForwardToken;
      }
    },
  },
  {
    write: ({ secrets }, Name) => secrets.send(new CreateSecretCommand({ Name, SecretString: Name })),
    read: async ({ secrets }) => {
      const { SecretList = [] } = await secrets.send(new ListSecretsCommand({ MaxResults: 100 }));
      return SecretList.map(({ Name }) => Name ?? '');
    },
  },
];

const images = { repositoryName: 'images' };
const [logGroupName, logStreamName] = ['/a', 'b'];

async function ifMissing(create: () => Promise<unknown>): Promise<void> {
  await create().catch((error: Error) => {
    if (error.name !== 'ResourceAlreadyExistsException') throw error;
  });
}

/** Writes from many sides until so many calls were acknowledged, kills the cloud, and gives the names by service. */
async function killUnderLoad(clients: Clients, prefix: string, after: number): Promise<string[][]> {
  const acknowledged: string[][] = services.map(() => []);
  let count = 0;
  let alive = true;
  const writer = async (index: number, lane: number): Promise<void> => {
    for (let made = 0; alive; made++) {
      const name = `${prefix}-${lane}-${made}`;
      const written = await services[index]?.write(clients, name).then(
        () => true,
        () => false,
      );
      if (!written) return;
      acknowledged[index]?.push(name);
      if (++count === after) {
        alive = false;
        running?.kill('SIGKILL');
      }
    }
  };
  const lanes = services.flatMap((_, index) => [0, 1, 2].map((lane) => writer(index, lane)));
  await Promise.all(lanes);
  await kill();
  return acknowledged;
}

test('a SIGKILL under load loses no acknowledged call', async () => {
  const acknowledged: string[][] = services.map(() => []);
  for (const round of [0, 1, 2]) {
    const after = 1 + Math.floor(Math.random() * 60);
    const written = await killUnderLoad(await start(), `round${round}`, after);
    written.forEach((names, index) => acknowledged[index]?.push(...names));
  }
  const clients = await start();
  for (const [index, service] of services.entries()) {
    const expected = acknowledged[index] ?? [];
    // A service that was killed before its first answer may have nothing to read from.
    if (expected.length > 0) expect(await service.read(clients)).toEqual(expect.arrayContaining(expected));
  }
  expect(acknowledged.flat().length).toBeGreaterThanOrEqual(3);
}, 60_000);
