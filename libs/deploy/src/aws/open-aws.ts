import { type Environment } from '@longshore/model';
import { openIdentity, openParameters } from './account';
import { openAutoScaling } from './auto-scaling';
import { type Call, counted, retriedWhenConcurrent, send } from './call';
import { type Connection } from './connection';
import { openEcs } from './ecs';
import { openElbv2 } from './elbv2';
import { explained } from './explain';
import { openLogs } from './logs';
import { type Aws } from './ports';
import { ratesOf } from './rates';
import { openRoles } from './roles';
import { openSecretsManager } from './secrets-manager';
import { openSqs } from './sqs';
import { rateLimited, type Time, wallTime } from './token-bucket';

/**
 * Opens the AWS account of an environment; nothing is loaded or asked yet. Its methods throw LS3001 where AWS is not
 * reached and LS3003 where it refuses.
 */
export function openAws(environment: Environment, signal: AbortSignal, time: Time = wallTime): Aws {
  const calls = new Map<string, number>();
  const connection: Connection = {
    region: environment.spec.region,
    call: callOf(environment, calls, time, signal),
    signal,
  };
  return {
    identity: openIdentity(connection),
    parameters: openParameters(connection),
    secrets: openSecretsManager(connection),
    roles: openRoles(connection),
    logs: openLogs(connection),
    queues: openSqs(connection),
    scaling: openAutoScaling(connection),
    cluster: openEcs(connection),
    loadBalancer: openElbv2(connection),
    calls,
  };
}

function callOf(environment: Environment, calls: Map<string, number>, time: Time, signal: AbortSignal): Call {
  const limited = rateLimited(counted(send, calls), ratesOf, time, signal);
  return explained(retriedWhenConcurrent(limited, time, signal), environment);
}
