import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { VirtualClock } from '../../testing/virtual-clock';
import { MemoryStore } from '../../testing/memory-store';
import { openWire, type Wire } from '../../testing/wire';
import { createLogs, type Logs } from '..';

/** CloudWatch Logs on a wire, with a clock that stands still. */
export class LogsWorld {
  readonly clock = new VirtualClock();
  readonly store = new MemoryStore();
  readonly dir = mkdtempSync(join(tmpdir(), 'longshore-logs-'));
  logs: Logs = this.create();
  client: CloudWatchLogsClient = new CloudWatchLogsClient({});
  private wire: Wire | undefined;

  static async start(): Promise<LogsWorld> {
    const world = new LogsWorld();
    await world.restart();
    return world;
  }

  /** Makes everything anew over the same state and files, as a restart of the cloud does. */
  async restart(): Promise<void> {
    await this.close();
    this.logs = this.create();
    this.wire = await openWire([this.logs.service], this.store);
    this.client = new CloudWatchLogsClient(this.wire.client);
  }

  async end(): Promise<void> {
    await this.close();
    rmSync(this.dir, { recursive: true, force: true });
  }

  /** Makes a group and a stream in it. */
  async stream(logGroupName: string, logStreamName: string): Promise<void> {
    await this.client.send(new CreateLogGroupCommand({ logGroupName })).catch((error: Error) => {
      if (error.name !== 'ResourceAlreadyExistsException') throw error;
    });
    await this.client.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
  }

  /** Puts messages into a stream, one a millisecond from now on. */
  put(logGroupName: string, logStreamName: string, ...messages: string[]) {
    const logEvents = messages.map((message, index) => ({ message, timestamp: this.clock.now() + index }));
    return this.client.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }));
  }

  private create(): Logs {
    return createLogs({ store: this.store, clock: this.clock, dir: this.dir });
  }

  private async close(): Promise<void> {
    this.client?.destroy();
    await this.wire?.close();
  }
}
