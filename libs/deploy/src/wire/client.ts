import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import {
  type EvidenceRecord,
  LongshoreError,
  type Plan,
  type RunEvent,
  type RunSummary,
  type ServiceOutcome,
} from '@longshore/model';
import { type Coordinator, type PushOutcome, type PushProgress } from '../coordinator/coordinator';
import { readLines, sendLine, unpackError, type WireCall, type WireReply } from './messages';

/** How long a coordinator that was just started may take until it listens, in milliseconds. */
const startMs = 15_000;
/** How long one may take that is known to be starting: a machine at work on builds and tests may be slow. */
const patienceMs = 120_000;
const retryMs = 25;

/**
 * The coordinator of a run as a forked task sees it; loads nothing of AWS.
 * Its methods throw what the coordinator throws, and LS3201 where it cannot be reached.
 * @param lives whether its process does, if somebody knows: it is waited for as long
 */
export function connectCoordinator(socket: string, lives?: () => boolean): Coordinator {
  const call = (message: WireCall, listener?: Listener) => ask({ socket, lives }, message, listener);
  return {
    reuse: async (service, inputKey) => (await call({ method: 'reuse', service, inputKey })) as boolean,
    evidence: async (service) => (await call({ method: 'evidence', service })) as EvidenceRecord[],
    push: async (service, onProgress) => (await call({ method: 'push', service }, { onProgress })) as PushOutcome,
    plan: async (service) => (await call({ method: 'plan', service })) as Plan,
    release: async (service) => (await call({ method: 'release', service })) as Plan,
    outcome: async (service, onEvent) => (await call({ method: 'outcome', service }, { onEvent })) as ServiceOutcome,
    finish: async (reach) => (await call({ method: 'finish', reach })) as RunSummary,
  };
}

/** Where a coordinator is reached. */
interface Where {
  socket: string;
  lives: (() => boolean) | undefined;
}

/** What is told before the result. */
interface Listener {
  onEvent?: ((event: RunEvent) => void) | undefined;
  onProgress?: ((progress: PushProgress) => void) | undefined;
}

async function ask(where: Where, call: WireCall, { onEvent, onProgress }: Listener = {}): Promise<unknown> {
  const socket = await open(where);
  try {
    sendLine(socket, call);
    for await (const reply of readLines<WireReply>(socket)) {
      if ('event' in reply) onEvent?.(reply.event);
      else if ('progress' in reply) onProgress?.(reply.progress);
      else if ('error' in reply) throw unpackError(reply.error);
      else return reply.result;
    }
  } finally {
    socket.destroy();
  }
  throw unreachable('it ended before it answered');
}

/** Connects as soon as the coordinator listens: it is started while tests and builds run, so this seldom waits. */
async function open({ socket, lives }: Where): Promise<Socket> {
  const most = lives ? patienceMs : startMs;
  for (let waited = 0; ; waited += retryMs) {
    // Asked before: what it listens on by then is found.
    const isGone = lives?.() === false;
    try {
      return await connectOnce(socket);
    } catch (error) {
      if (isGone || waited >= most) throw unreachable((error as Error).message);
      await delay(retryMs);
    }
  }
}

const connectOnce = (path: string): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect(path, () => resolve(socket));
    // After the connection stands, an error ends the lines that are read from it.
    socket.on('error', reject);
  });

const unreachable = (why: string) =>
  new LongshoreError('LS3201', {
    what: 'the coordinator of this run cannot be reached',
    why,
    fix: 'read .longshore/runs/<run>/coordinator.log, then run the command again',
  });
