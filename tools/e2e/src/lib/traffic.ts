import { Agent, get } from 'node:http';

/** What a stream of requests saw. */
export interface TrafficReport {
  requests: number;
  /** One line for each request that was not answered with 200. */
  failures: string[];
}

/** Requests in a steady rhythm until stopped. */
export interface Traffic {
  /** Requests sent so far. */
  readonly sent: number;
  stop(): Promise<TrafficReport>;
}

/**
 * Sends GET requests at a constant rate, whether or not earlier ones have been answered.
 * @param perSecond requests a second
 */
export function startTraffic(url: string, perSecond: number): Traffic {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const open = new Set<Promise<void>>();
  const report: TrafficReport = { requests: 0, failures: [] };
  const start = performance.now();
  const send = () => {
    report.requests += 1;
    const request = answer(url, agent).then((failure) => {
      if (failure) report.failures.push(`${Math.round(performance.now() - start)} ms: ${failure}`);
      open.delete(request);
    });
    open.add(request);
  };
  // A timer alone would drift: as many are sent as are due by now.
  const timer = setInterval(() => {
    const due = ((performance.now() - start) / 1000) * perSecond;
    while (report.requests < due) send();
  }, 5);
  return {
    get sent() {
      return report.requests;
    },
    stop: async () => {
      clearInterval(timer);
      await Promise.all(open);
      agent.destroy();
      return report;
    },
  };
}

/** Resolves with what went wrong, or undefined. */
const answer = (url: string, agent: Agent): Promise<string | undefined> =>
  new Promise((resolve) => {
    const request = get(url, { agent, timeout: 10_000 }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode === 200 ? undefined : `status ${response.statusCode}`));
      response.once('error', (error) => resolve(error.message));
    });
    request.once('timeout', () => request.destroy(new Error('no answer in 10 s')));
    request.once('error', (error) => resolve(error.message));
  });
