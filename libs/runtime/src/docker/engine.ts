import { get } from 'node:http';
import type Docker from 'dockerode';

/** Where a Docker Engine listens. */
export type EngineAddress = { socketPath: string } | { host: string; port: number };

/**
 * Reads DOCKER_HOST.
 * @returns undefined for a transport that is not supported here: TLS and SSH
 */
export function engineAddress(host = process.env['DOCKER_HOST']): EngineAddress | undefined {
  if (!host) return { socketPath: '/var/run/docker.sock' };
  if (host.startsWith('unix://')) return { socketPath: host.slice('unix://'.length) };
  if (!/^(tcp|http):\/\//.test(host) || process.env['DOCKER_TLS_VERIFY']) return undefined;
  const { hostname, port } = new URL(host.replace(/^tcp/, 'http'));
  return { host: hostname, port: Number(port || 2375) };
}

/** Whether an engine answers there within so many milliseconds. */
export function engineAnswers(address: EngineAddress, timeout: number): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get(
      { ...address, path: '/_ping', agent: false, signal: AbortSignal.timeout(timeout) },
      (response) => {
        response.resume();
        resolve(response.statusCode === 200);
      },
    );
    request.once('error', () => resolve(false));
  });
}

/** A client of the engine; dockerode is loaded only now, since that takes longer than all the rest. */
export function connect(address: EngineAddress): Docker {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would load it at start-up
  const Client = require('dockerode') as typeof Docker;
  return new Client(address);
}

/** What the engine says is wrong, without the client's own words around it. */
export function engineMessage(error: unknown): string {
  const { json, message } = error as { json?: { message?: string }; message?: string };
  return json?.message ?? message ?? String(error);
}

/** Ignores an answer of one of these statuses: the engine has nothing left to do. */
export async function unless(statuses: number[], call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!statuses.includes((error as { statusCode?: number }).statusCode ?? 0)) throw error;
  }
}
