import { Agent, get } from 'node:http';

/** What a stream of requests saw. */
export interface TrafficReport {
  requests: number;
  /** One line for each request that was not answered with 200, or not as expected. */
  failures: string[];
  /** How often each answer came, by its text. */
  answers: Record<string, number>;
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
 * @param expected what every answer has to be
 */
export function startTraffic(url: string, perSecond: number, expected?: RegExp): Traffic {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const open = new Set<Promise<void>>();
  const report: TrafficReport = { requests: 0, failures: [], answers: {} };
  const start = performance.now();
  const send = () => {
    report.requests += 1;
    const request = answer(url, agent).then((text) => {
      report.answers[text] = (report.answers[text] ?? 0) + 1;
      const isGood = text.startsWith('200 ') && (expected?.test(text.slice('200 '.length)) ?? true);
      if (!isGood) report.failures.push(`${Math.round(performance.now() - start)} ms: ${text}`);
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

/** Resolves with status and text of the answer, or with what went wrong. */
const answer = (url: string, agent: Agent): Promise<string> =>
  new Promise((resolve) => {
    const request = get(url, { agent, timeout: 10_000 }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.once('end', () => resolve(`${response.statusCode} ${text}`));
      response.once('error', (error) => resolve(error.message));
    });
    request.once('timeout', () => request.destroy(new Error('no answer in 10 s')));
    request.once('error', (error) => resolve(error.message));
  });
