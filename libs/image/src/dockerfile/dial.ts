import { type Readable } from 'node:stream';
import type Docker from 'dockerode';

/** A request to the engine. */
export interface EngineRequest {
  path: string;
  file?: Readable;
  options?: Record<string, string>;
  headers?: Record<string, string>;
  hijack?: boolean;
  abortSignal: AbortSignal;
}

/** What dockerode sends requests with; its types leave out how. */
interface Modem {
  dial(
    request: EngineRequest & { method: string; isStream: boolean; statusCodes: Record<number, true> },
    done: (error: Error | null, answer: Readable) => void,
  ): void;
}

/** Sends one request by dockerode's own client, and returns the answer as it comes. */
export const dial = (docker: Docker, request: EngineRequest): Promise<Readable> =>
  new Promise((resolve, reject) => {
    const modem = docker.modem as Modem;
    const statusCodes = { 200: true as const };
    modem.dial({ ...request, method: 'POST', isStream: true, statusCodes }, (error, answer) =>
      error ? reject(error) : resolve(answer),
    );
  });
