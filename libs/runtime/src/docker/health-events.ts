import type Docker from 'dockerode';
import { HealthReport } from '../health-report';
import { type Health } from '../runtime';

/** What an engine tells of a container's health, until it is closed. */
export interface HealthEvents {
  readonly report: HealthReport;
  close(): void;
}

/** Listens to the engine's events about the health of one container, which need not run yet. */
export async function healthEvents(docker: Docker, containerId: string): Promise<HealthEvents> {
  const report = new HealthReport();
  const filters = { container: [containerId], event: ['health_status'] };
  const stream = await docker.getEvents({ filters: JSON.stringify(filters) });
  let rest = '';
  stream.on('data', (bytes: Buffer) => {
    const lines = (rest + bytes.toString()).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const health = healthOf(line);
      if (health) report.become(health);
    }
  });
  stream.on('error', () => undefined); // an engine that is gone has no more to say
  return { report, close: () => (stream as NodeJS.ReadableStream & { destroy(): void }).destroy() };
}

/** `{"Action": "health_status: healthy", …}` */
function healthOf(line: string): Health | undefined {
  if (line.trim() === '') return undefined;
  const { Action } = JSON.parse(line) as { Action?: string };
  const [, health] = /^health_status: (healthy|unhealthy)$/.exec(Action ?? '') ?? [];
  return health as Health | undefined;
}
