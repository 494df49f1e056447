import { type PushProgress, type Reach } from '../coordinator/coordinator';
import { createInterface } from 'node:readline';
import { type Socket } from 'node:net';
import { type ErrorCode, type ErrorDetails, isLongshoreError, LongshoreError, type RunEvent } from '@longshore/model';

/** What an executor asks: one line of JSON. */
export type WireCall =
  | { method: 'evidence' | 'push' | 'plan' | 'release' | 'outcome'; service: string }
  | { method: 'reuse'; service: string; inputKey: string }
  | { method: 'finish'; reach?: Reach | undefined };

/** What comes back: events as they happen, then a result or an error; a line each. */
export type WireReply = { event: RunEvent } | { progress: PushProgress } | { result: unknown } | { error: WireError };

/** An error on its way to another process. */
export type WireError = ({ code: ErrorCode } & ErrorDetails) | { bug: string };

/** Writes one message as a line. */
export const sendLine = (socket: Socket, message: WireCall | WireReply): void => {
  socket.write(`${JSON.stringify(message)}\n`);
};

/** The messages of a peer, until it ends the connection. */
export async function* readLines<Message>(socket: Socket): AsyncGenerator<Message> {
  for await (const line of createInterface({ input: socket })) yield JSON.parse(line) as Message;
}

/** Makes an error ready to travel: what a user can act on keeps its parts, a bug of ours its stack. */
export function packError(error: unknown): WireError {
  if (!isLongshoreError(error)) return { bug: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  const { code, what, why, fix } = error;
  return { code, what, fix, ...(why === undefined ? {} : { why }) };
}

/** The error that travelled. */
export const unpackError = (error: WireError): Error =>
  'bug' in error ? new Error(`in the coordinator: ${error.bug}`) : new LongshoreError(error.code, error);
