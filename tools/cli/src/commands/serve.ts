import type { RuntimeChoice } from '@longshore/image';
import { environmentNames, readEnvironment, readService, readServices } from '@longshore/model';
import { renderMessage } from '@longshore/report';
import { styleOf } from '../output';
import type { FromBranch } from '../serve/shipped';
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
  /** Deploys the other services first, as this branch last shipped them. */
  from?: string;
}

/** Time between two looks at whether Nx is still there, in milliseconds. */
const lookMs = 500;

/** Serves a service from its source in the foreground. */
export async function serve({ service: word, inspect, container, runtime, from }: ServeCommand): Promise<void> {
  const workspace = workspaceOf(process.cwd());
  const environment = readEnvironment(workspace, 'local');
  const say = (line: string) => void process.stderr.write(`${line}\n`);
  const style = styleOf(process.stdout);
  const signal = untilStopped();
  const service = readService(workspace, word);
  const { name } = service;
  if (from !== undefined)
    await deployOthers(workspace, { service: name, branch: from, target: environment, say }, signal);
  await serveService(
    { workspace, service },
    {
      environment,
      container: container ? runtime : undefined,
      nodeOptions: inspect === undefined ? [] : [`--inspect=127.0.0.1:${inspect}`],
      say,
      onLine: (line, to) => void process[to].write(`${renderMessage(line, style)}\n`),
      onUrl: (url) => process.stdout.write(`${name}  ${url}\n`),
    },
    signal,
  );
}

/** Loaded where it is asked for: it brings the registry with it. */
async function deployOthers(
  workspace: string,
  { service, ...from }: Pick<FromBranch, 'branch' | 'target' | 'say'> & { service: string },
  signal: AbortSignal,
): Promise<void> {
  const { deployShipped } = await import('../serve/shipped.js');
  const environments = environmentNames(workspace).map((name) => readEnvironment(workspace, name));
  const services = readServices(workspace).filter(({ name }) => name !== service);
  await deployShipped({ ...from, workspace, environments, services }, signal);
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
