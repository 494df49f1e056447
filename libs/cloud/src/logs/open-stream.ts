import { type LogStream, type LogStreamRequest } from '../kernel';
import { type LogsContext } from './context';
import { groupNotFound } from './errors';
import { type NewEvent } from './events/stream-file';
import { findGroup } from './lookup';
import { makeGroup, makeStream } from './make';
import { groupArn } from './names';
import { type GroupRecord, type StreamRecord } from './state';

/**
 * Opens a log stream for a container, as the `awslogs` driver does: makes it, and its group where that is wanted.
 * @throws AwsError ResourceNotFoundException, InvalidParameterException
 */
export function openStream(logs: LogsContext, request: LogStreamRequest): LogStream {
  const { state, clock } = logs;
  const now = clock.now();
  const group =
    findGroup(state, groupArn(request, request.group)) ??
    (request.createGroup ? makeGroup(state, request, { name: request.group, createdAt: now }) : undefined);
  if (!group) throw groupNotFound();
  const known = Object.hasOwn(group.streams, request.stream) ? group.streams[request.stream] : undefined;
  return new StreamWriter(logs, group, known ?? makeStream(group, request.stream, now));
}

/** Writes the lines of a container together. */
class StreamWriter implements LogStream {
  private waiting: NewEvent[] = [];
  private writing?: Promise<void>;

  constructor(
    private readonly logs: LogsContext,
    private readonly group: GroupRecord,
    private readonly stream: StreamRecord,
  ) {}

  add(at: number, line: string): void {
    // CloudWatch Logs takes no empty events: the driver leaves such lines out.
    if (line === '') return;
    this.waiting.push({ timestamp: at, message: line });
    this.writing ??= this.write();
  }

  async flush(): Promise<void> {
    while (this.writing) await this.writing;
  }

  private async write(): Promise<void> {
    try {
      // Lines that are written in one turn go out together.
      await Promise.resolve();
      while (this.waiting.length > 0) await this.append(this.waiting.splice(0));
    } catch {
      // A disk that is full loses lines; it must not end the task.
      this.waiting = [];
    } finally {
      this.writing = undefined;
    }
  }

  private async append(events: NewEvent[]): Promise<void> {
    const { state, files, clock } = this.logs;
    // Someone may have deleted it meanwhile: then lines are lost, as on AWS.
    const isThere = state.groups[this.group.arn]?.streams[this.stream.name]?.file === this.stream.file;
    if (isThere) await files.append(this.stream.file, events, clock.now());
  }
}
