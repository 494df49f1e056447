import { request } from 'node:http';
import { type Clock } from '../../kernel';
import { matches } from './matcher';
import { type CheckResult } from './target-health';

/** One health check to make. */
export interface ProbeRequest {
  host: string;
  port: number;
  path: string;
  timeoutMilliseconds: number;
  matcher: string;
}

/** Checks a target once; resolves however it went. */
export type Probe = (check: ProbeRequest) => Promise<CheckResult>;

/** Checks over HTTP, each time on a connection of its own, as an application load balancer does. */
export const httpProbe =
  (clock: Clock): Probe =>
  ({ host, port, path, timeoutMilliseconds, matcher }) =>
    new Promise((resolve) => {
      const headers = { 'User-Agent': 'ELB-HealthChecker/2.0', Connection: 'close' };
      const check = request({ host, port, path, headers, agent: false });
      const settle = (result: CheckResult): void => {
        cancel();
        resolve(result);
        check.destroy();
      };
      const cancel = clock.after(timeoutMilliseconds, () => settle({ kind: 'timeout' }));
      check.on('response', ({ statusCode: status = 0 }) =>
        settle({ kind: 'response', status, expected: matches(matcher, status) }),
      );
      check.on('error', (error: NodeJS.ErrnoException) =>
        settle({ kind: error.code === 'ECONNREFUSED' ? 'refused' : 'broken' }),
      );
      check.end();
    });
