import { type CpuTime, shareOf } from './cpu-time';
import { isLoopback } from './listening';
import { type Container } from './runtime';

/** Why nothing answers at a port of a container that runs. */
export type Silence =
  /** It listens where nothing outside of the container arrives. */
  | { kind: 'loopback'; addresses: string[] }
  /** It listens at other ports only. */
  | { kind: 'elsewhere'; ports: number[] }
  /** It listens nowhere yet, and got little of the CPU time that it asked for. */
  | { kind: 'starved'; time: CpuTime }
  /** It listens nowhere, though it got the CPU time that it asked for. */
  | { kind: 'closed'; time: CpuTime };

/** Finds out why nothing answers at a port of a container; undefined if something listens there, or nobody knows. */
export async function silenceAt(container: Container, port: number): Promise<Silence | undefined> {
  const [addresses, ports, time] = await Promise.all([
    container.listening?.(port),
    container.listeningPorts?.(),
    container.cpuTime?.(),
  ]);
  if (addresses === undefined) return undefined;
  if (addresses.length > 0) return addresses.every(isLoopback) ? { kind: 'loopback', addresses } : undefined;
  if (ports && ports.length > 0) return { kind: 'elsewhere', ports };
  if (!time) return undefined;
  return { kind: shareOf(time) < 1 ? 'starved' : 'closed', time };
}

/** What keeps a port of a container silent, in words. */
export function describeSilence(silence: Silence, port: number): string {
  switch (silence.kind) {
    case 'loopback':
      return `port ${port} listens on ${silence.addresses.join(' and ')} only, where no load balancer reaches it: listen on 0.0.0.0`;
    case 'elsewhere':
      return `nothing listens on port ${port}, but on ${silence.ports.join(' and ')}: listen on the PORT that is given`;
    case 'starved':
      return `nothing listens on port ${port} yet, it is still starting: ${describeTime(silence.time)}; the machine is busy`;
    case 'closed':
      return `nothing listens on port ${port}: it is still starting, or waits for something (${describeTime(silence.time)})`;
  }
}

const describeTime = ({ ran, waited }: CpuTime): string =>
  `it got ${seconds(ran)} of CPU time and waited ${seconds(waited)} for it`;

const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;
