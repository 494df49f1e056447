import { createPublicKey, verify } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClientWorld, clientTestsRun } from '../lib/client-world';

const runs =
  clientTestsRun('aws', ['--version'], 'the AWS CLI') && clientTestsRun('python3', ['-c', 'import boto3'], 'boto3');

(runs ? describe : describe.skip)('the services beside ECS, with clients as they are', () => {
  let world: ClientWorld;

  beforeAll(async () => {
    world = await ClientWorld.start('process');
  });
  afterAll(() => world.stop());

  // Debian's 2.9 knows no AWS_ENDPOINT_URL yet.
  const aws = (...words: string[]) =>
    world.run('aws', ['--endpoint-url', world.cloud.endpoint, '--output', 'json', ...words]);
  const text = (...words: string[]) => aws(...words, '--output', 'text');

  it('the AWS CLI keeps a secret', async () => {
    await aws('secretsmanager', 'create-secret', '--name', 'cli/key', '--secret-string', 'hunter2');
    const value = ['secretsmanager', 'get-secret-value', '--query', 'SecretString', '--secret-id'];
    expect(await text(...value, 'cli/key')).toBe('hunter2');
    await expect(aws(...value, 'nope')).rejects.toThrow("Secrets Manager can't find the specified secret.");
  });

  it('the AWS CLI sends and receives over a queue', async () => {
    const url = await text('sqs', 'create-queue', '--queue-name', 'cli', '--query', 'QueueUrl');
    await aws('sqs', 'send-message', '--queue-url', url, '--message-body', 'hello');
    const receive = ['sqs', 'receive-message', '--queue-url', url, '--query', 'Messages[].Body'];
    expect(await text(...receive)).toBe('hello');
    await expect(aws('sqs', 'get-queue-url', '--queue-name', 'nope')).rejects.toThrow(
      'AWS.SimpleQueueService.NonExistentQueue',
    );
  });

  it('the AWS CLI reads the trust policy of a role', async () => {
    const { Role } = JSON.parse(await aws('iam', 'get-role', '--role-name', 'longshore-local-task')) as {
      Role: { AssumeRolePolicyDocument: object };
    };
    expect(Role.AssumeRolePolicyDocument).toMatchObject({
      Statement: [{ Principal: { Service: 'ecs-tasks.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    });
  });

  it('the AWS CLI signs with a key of KMS', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'longshore-kms-'));
    const file = join(folder, 'message');
    writeFileSync(file, 'a statement');
    const create = ['kms', 'create-key', '--key-spec', 'ECC_NIST_P256', '--key-usage', 'SIGN_VERIFY'];
    const key = ['--key-id', await text(...create, '--query', 'KeyMetadata.Arn')];
    const asked = [...key, '--signing-algorithm', 'ECDSA_SHA_256', '--message', `fileb://${file}`];
    const signature = await text('kms', 'sign', ...asked, '--query', 'Signature');
    const der = Buffer.from(await text('kms', 'get-public-key', ...key, '--query', 'PublicKey'), 'base64');
    const publicKey = createPublicKey({ key: der, format: 'der', type: 'spki' });
    expect(verify('sha256', Buffer.from('a statement'), publicKey, Buffer.from(signature, 'base64'))).toBe(true);
    await aws('kms', 'disable-key', ...key);
    await expect(aws('kms', 'sign', ...asked)).rejects.toThrow('DisabledException');
    rmSync(folder, { recursive: true });
  });

  it('the AWS CLI finds lines of a log by a pattern, and tails it', async () => {
    const group = ['--log-group-name', '/cli/rooms'];
    await aws('logs', 'create-log-group', ...group);
    await aws('logs', 'create-log-stream', ...group, '--log-stream-name', 'one');
    const logEvents = ['GET /rooms 200', 'GET /rooms 503'].map((message) => ({ timestamp: Date.now(), message }));
    const put = ['logs', 'put-log-events', ...group, '--log-stream-name', 'one'];
    await aws(...put, '--log-events', JSON.stringify(logEvents));
    const filter = ['logs', 'filter-log-events', ...group, '--query', 'events[].message'];
    expect(await text(...filter, '--filter-pattern', '[method, path, status = 5*]')).toBe('GET /rooms 503');
    expect(await text(...filter, '--filter-pattern', '%\\s20\\d$%')).toBe('GET /rooms 200');
    const lines = (await text('logs', 'tail', '/cli/rooms', '--format', 'short')).split('\n');
    expect(lines.map((line) => line.split(' ').slice(1).join(' '))).toEqual(['GET /rooms 200', 'GET /rooms 503']);
  });

  it('boto3 does so, too', async () => {
    const seen: unknown = JSON.parse(
      await world.run('python3', [join(__dirname, 'services.py'), world.cloud.endpoint]),
    );
    expect(seen).toMatchObject({
      secrets: ['00ff', 'two'],
      noSecret: "Secrets Manager can't find the specified secret.",
      message: ['<one> & two', '1', 'mail'],
      again: [],
      left: { ApproximateNumberOfMessages: '0', ApproximateNumberOfMessagesNotVisible: '0' },
      tags: { team: 'chat' },
      noQueue: 'AWS.SimpleQueueService.NonExistentQueue',
      ordered: [
        ['first', 'group'],
        ['second', 'group'],
      ],
      noGroup: 'The request must contain the parameter MessageGroupId.',
      role: 'ecs-tasks.amazonaws.com',
      noService: "ECS service doesn't exist: service/local/nope",
      policies: [],
    });
  });
});
