import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { LongshoreError } from '@longshore/model';
import { type BackingServices } from './backing-services';

const region = 'us-east-1';
const name = 'verify';

/** Any well-formed signature is accepted by the embedded cloud. */
const authorization = `AWS4-HMAC-SHA256 Credential=verify/20260101/${region}/sqs/aws4_request, SignedHeaders=host, Signature=${'0'.repeat(64)}`;

/**
 * Starts an embedded cloud of its own with one empty queue, as a program: what a worker under test consumes.
 * @throws LS1102 where it does not start
 */
export async function startQueue(workspace: string): Promise<BackingServices> {
  const folder = mkdtempSync(join(tmpdir(), 'longshore-queue-'));
  const program = join(workspace, 'node_modules', '.bin', 'longshore');
  const words = ['cloud', '--port', '0', '--lb-port', '0', '--runtime', 'process', '--state', folder];
  const child = spawn(process.execPath, [program, ...words], { cwd: workspace, stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const stop = async () => {
    child.kill('SIGTERM');
    await exited;
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const first = once(createInterface(child.stdout), 'line') as Promise<[string]>;
    const [line] = await Promise.race([first, exited.then(() => Promise.reject(new Error('it ended by itself')))]);
    const { endpoint } = JSON.parse(line) as { endpoint: string };
    await createQueue(endpoint);
    return { environment: environmentOf(endpoint), stop };
  } catch (error) {
    await stop();
    throw new LongshoreError('LS1102', {
      what: 'the queue for the container tests cannot start',
      why: (error as Error).message,
      fix: 'npx longshore doctor',
      cause: error,
    });
  }
}

/** What a task of ECS finds in its environment, and where the tests find the queue. */
const environmentOf = (endpoint: string): Record<string, string> => ({
  QUEUE_NAME: name,
  AWS_ENDPOINT_URL: endpoint,
  AWS_REGION: region,
  AWS_ACCESS_KEY_ID: 'verify',
  AWS_SECRET_ACCESS_KEY: 'verify',
});

/** One call does not earn the SDK: loading it takes longer than the call. */
async function createQueue(endpoint: string): Promise<void> {
  const headers = {
    authorization,
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': 'AmazonSQS.CreateQueue',
  };
  const response = await fetch(endpoint, { method: 'POST', headers, body: JSON.stringify({ QueueName: name }) });
  if (!response.ok) throw new Error(`CreateQueue answered ${response.status}: ${await response.text()}`);
}
