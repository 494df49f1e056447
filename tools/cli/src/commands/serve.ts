import type { RuntimeChoice } from '@longshore/image';
import { readEnvironment, readService } from '@longshore/model';
import { serve as serveService } from '../serve/serve';
import { workspaceOf } from '../workspace';

/** Options of `longshore serve`. */
export interface ServeCommand {
  service: string;
  /** The debugger's port; 0 takes a free one. */
  inspect?: number;
  /** Runs the service's image instead of its source. */
  container?: boolean;
  /** What runs the image. */
  runtime: RuntimeChoice;
}

/** Time between two looks at whether Nx is still there, in milliseconds. */
const lookMs = 500;

/** Serves a service from its source in the foreground. */
export async function serve({ service, inspect, container, runtime }: ServeCommand): Promise<void> {
  const workspace = workspaceOf(process.cwd());
  await serveService(
    { workspace, service: readService(workspace, service) },
    {
      environment: readEnvironment(workspace, 'local'),
      container: container ? runtime : undefined,
      nodeOptions: inspect === undefined ? [] : [`--inspect=127.0.0.1:${inspect}`],
      output: 'inherit',
      say: (line) => process.stderr.write(`${line}\n`),
      onUrl: (url) => process.stdout.write(`${service}  ${url}\n`),
    },
    untilStopped(),
  );
}

/** Aborts on a signal, which may come more than once, and when the process that started us is gone. */
function untilStopped(): AbortSignal {
  const controller = new AbortController();
  const stop = () => controller.abort();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && stop(), lookMs).unref();
  return controller.signal;
}
