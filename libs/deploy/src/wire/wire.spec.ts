import { randomUUID } from 'node:crypto';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { LongshoreError, type RunEvent, type RunSummary } from '@longshore/model';
import { connectCoordinator } from './client';
import { type Coordinator } from '../coordinator/coordinator';
import { serveCoordinator } from './server';
import { coordinatorSocket } from './socket';

const summary: RunSummary = { run: 'r', environment: 'local', commit: 'c', actor: 'kim', durationMs: 1, services: [] };
const event: RunEvent = { type: 'ecs-event', service: 'rooms', message: 'hello', at: '2026-01-01T00:00:00Z', run: 'r' };

const progress = { bytesSent: 2, layersDone: 1, layers: 3 };
const pushed = { bytesSent: 3, size: 9, layersSent: 1, layersReused: 2, durationMs: 4 };

const coordinator: Coordinator = {
  evidence: () => Promise.resolve([]),
  reuse: (service, inputKey) => Promise.resolve(service === 'rooms' && inputKey === 'known'),
  push: (service, onProgress) => {
    onProgress?.(progress);
    return Promise.resolve({ ...pushed, reference: `${service}@sha256:1` });
  },
  plan: () => Promise.reject(new TypeError('a bug')),
  release: (service) =>
    Promise.reject(new LongshoreError('LS3101', { what: `no evidence for ${service}`, why: 'none', fix: 'nx verify' })),
  outcome: (service, onEvent) => {
    onEvent?.(event);
    return Promise.resolve({ service, environment: 'local', verdict: 'deployed', digest: 'd', durationMs: 5 });
  },
  finish: () => Promise.resolve(summary),
};

const newSocket = () => coordinatorSocket({ workspace: '/w', run: randomUUID(), environment: 'local' });

describe('a coordinator over its socket', () => {
  test('answers like the one behind it, until a task finishes the run', async () => {
    const socket = newSocket();
    const client = connectCoordinator(socket);
    const seen: object[] = [];
    const result = client.push('rooms', (each) => seen.push(each));
    const served = serveCoordinator(coordinator, { socket, parent: process.pid });
    expect(await result).toEqual({ ...pushed, reference: 'rooms@sha256:1' });
    expect(seen).toEqual([progress]);
    expect(await client.reuse('rooms', 'known')).toBe(true);
    expect(await client.reuse('rooms', 'other')).toBe(false);
    expect(await client.finish()).toEqual(summary);
    expect(await served).toBe(true);
  });

  test('passes events on as they happen', async () => {
    const socket = newSocket();
    const served = serveCoordinator(coordinator, { socket, parent: process.pid });
    const client = connectCoordinator(socket);
    const events: RunEvent[] = [];
    expect(await client.outcome('rooms', (one) => events.push(one))).toMatchObject({ verdict: 'deployed' });
    expect(events).toEqual([event]);
    await client.finish();
    await served;
  });

  test('errors keep their code, what, why and fix; a bug keeps its stack', async () => {
    const socket = newSocket();
    const served = serveCoordinator(coordinator, { socket, parent: process.pid });
    const client = connectCoordinator(socket);
    await expect(client.release('rooms')).rejects.toMatchObject({ code: 'LS3101', why: 'none', fix: 'nx verify' });
    await expect(client.plan('rooms')).rejects.toThrow(/TypeError: a bug/);
    await client.finish();
    await served;
  });

  test('where two are started, the second leaves it to the first', async () => {
    const socket = newSocket();
    const first = serveCoordinator(coordinator, { socket, parent: process.pid });
    await connectCoordinator(socket).push('rooms');
    expect(await serveCoordinator(coordinator, { socket, parent: process.pid })).toBe(false);
    await connectCoordinator(socket).finish();
    expect(await first).toBe(true);
  });

  test('takes the place of one that was killed', async () => {
    const socket = newSocket();
    const listen = `require('net').createServer().listen(process.argv[1], () => process.kill(process.pid, 'SIGKILL'))`;
    await once(spawn(process.execPath, ['-e', listen, socket]), 'exit');
    expect(existsSync(socket)).toBe(true);
    const served = serveCoordinator(coordinator, { socket, parent: process.pid });
    expect(await connectCoordinator(socket).finish()).toEqual(summary);
    expect(await served).toBe(true);
  });

  test('ends by itself when Nx is gone', async () => {
    const parent = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)']);
    const finish = jest.fn(() => Promise.resolve(summary));
    const served = serveCoordinator({ ...coordinator, finish }, { socket: newSocket(), parent: parent.pid ?? 0 });
    parent.kill('SIGKILL');
    await once(parent, 'exit');
    expect(await served).toBe(true);
    expect(finish).toHaveBeenCalledTimes(1);
  });
});
