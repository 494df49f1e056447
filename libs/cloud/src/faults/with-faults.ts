import { randomUUID } from 'node:crypto';
import { AwsError, type AwsService, type Clock } from '../kernel';
import { type Dispatch, findTarget, refuse } from '../protocol';
import { ConnectionReset } from './connection-reset';
import { type Faults } from './faults';
import { sleep } from '../kernel/sleep';

/** What the faults of calls work with. */
export interface CallFaultOptions {
  services: AwsService[];
  faults: Faults;
  clock: Clock;
}

/** Lets calls go wrong as a plan of faults says. */
export const withFaults =
  (inner: Dispatch, { services, faults, clock }: CallFaultOptions): Dispatch =>
  async (request) => {
    const { service, operation, protocol } = findTarget(services, request);
    const fault = service && faults.ofCall(service.id, operation);
    if (!fault) return inner(request);
    const carriedOut = fault.phase === 'after' ? await inner(request) : undefined;
    await sleep(clock, fault.latencyMs);
    if (fault.reset) throw new ConnectionReset();
    if (fault.error) return refuse(errorOf(fault.error), protocol, randomUUID());
    return carriedOut ?? inner(request);
  };

const errorOf = ({ code, status, message }: { code: string; status: number; message?: string }): AwsError =>
  new AwsError(code, message ?? 'A fault of the embedded cloud', status);
