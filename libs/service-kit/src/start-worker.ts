import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { causeOf } from './cause';
import { ConfigError, kitConfig, readConfig } from './config';
import { startHeartbeat } from './heartbeat';
import { createLog, type Log } from './log';

/** Where a worker gets its messages from. */
export interface Messages<Message> {
  /** Waits for messages, some seconds at most; may be none. */
  receive(signal: AbortSignal): Promise<Message[]>;
  /** Says that a message was handled: nobody gets it again. */
  done(message: Message): Promise<void>;
}

/** A worker that is ready to take messages. */
export interface WorkerParts<Message> {
  messages: Messages<Message>;
  /** Handles one message, which comes again where this throws; others may be handled at the same time. */
  handle(message: Message): Promise<void>;
  /** Lets go of what the worker holds, as its database; runs after the last message. */
  close?(): Promise<void>;
}

/** A worker: its name, the configuration that it needs, and how it starts. */
export interface WorkerDefinition<S extends z.ZodObject, Message> {
  name: string;
  config: S;
  start(config: z.infer<S>, log: Log): Promise<WorkerParts<Message>>;
}

/** Time after which messages are asked for again when that failed, in milliseconds. */
const pauseMs = 1_000;

/** What a worker reads from the environment: it listens to nothing. */
const workerConfig = kitConfig.pick({ LOG_LEVEL: true, STOP_TIMEOUT_MS: true });

/**
 * Takes messages until SIGTERM or SIGINT, finishes those under way and ends the process: 0 when stopped, 1 with one line
 * in the log when its configuration is wrong or it cannot start, or when a message took longer than `STOP_TIMEOUT_MS`.
 * The health check of its container goes by a file in /tmp, which is written while messages can be received.
 */
export async function startWorker<S extends z.ZodObject, Message>(
  definition: WorkerDefinition<S, Message>,
): Promise<never> {
  // The SDK's versions are those of the lockfile: its warning about later ones would be in the log of every start.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  // From here on: without a handler, the kernel ignores SIGTERM for the first process of a container.
  const stop = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT']) void once(process, signal).then(() => stop.abort());
  let log = createLog(definition.name, 'info');
  try {
    const config = readConfig(z.intersection(workerConfig, definition.config), process.env);
    log = createLog(definition.name, config.LOG_LEVEL);
    const worker = await definition.start(config, log);
    stop.signal.addEventListener('abort', () => stopInTime(config.STOP_TIMEOUT_MS, log));
    log.info('taking messages');
    await takeMessages(worker, log, stop.signal);
    await worker.close?.();
  } catch (error) {
    log.fatal(error instanceof ConfigError ? {} : { err: error }, causeOf(error));
    process.exit(1);
  }
  log.info('stopped');
  process.exit(0);
}

async function takeMessages<Message>(worker: WorkerParts<Message>, log: Log, signal: AbortSignal): Promise<void> {
  let receives = true;
  startHeartbeat(() => receives, log);
  while (!signal.aborted) {
    const messages = await receive(worker, log, signal);
    receives = messages !== undefined;
    await Promise.all((messages ?? []).map((message) => handle(worker, message, log)));
  }
}

/** Undefined if that failed: a queue that does not answer now may do so soon; what waits in it is not lost. */
async function receive<Message>(
  { messages }: WorkerParts<Message>,
  log: Log,
  signal: AbortSignal,
): Promise<Message[] | undefined> {
  try {
    return await messages.receive(signal);
  } catch (error) {
    if (signal.aborted) return [];
    log.error({ err: error }, 'no messages can be received');
    await wait(pauseMs, undefined, { signal }).catch(() => undefined);
    return undefined;
  }
}

async function handle<Message>(worker: WorkerParts<Message>, message: Message, log: Log): Promise<void> {
  try {
    await worker.handle(message);
    await worker.messages.done(message);
  } catch (error) {
    log.error({ err: error }, 'a message was not handled; it comes again');
  }
}

function stopInTime(timeoutMs: number, log: Log): void {
  log.info('stopping');
  setTimeout(() => {
    log.error(`messages under way were not handled within ${timeoutMs} ms; they come again`);
    process.exit(1);
  }, timeoutMs).unref();
}
