import { join } from 'node:path';
import { pathOf, type ResolvedService, resolveService } from '@longshore/deploy';
import { type Project, type RuntimeChoice } from '@longshore/image';
import { type Environment } from '@longshore/model';
import { type OnLine } from './child';
import { claimed, servedFolder } from './claim';
import { openRuntime, prepareContainer } from './container';
import { Front } from './front';
import { leavePostgres, usePostgres } from './postgres';
import { prepareProcess } from './process';
import { queueVariables } from './queue';
import { giveBackRoutes, takeRouteTo } from './route';
import { secretsOf } from './secrets';
import { serveSource } from './serve-source';
import { onThisMachine, variablesOf } from './variables';

/** Time that giving the route back may take at the end, in milliseconds: Nx kills us 5 s after it asked. */
const giveBackMs = 1_500;

/** Time after which it is said why a service is not healthy, in milliseconds: most start within two seconds. */
const patienceMs = 5_000;

/** How a service is served. */
export interface ServeOptions {
  environment: Environment;
  /** Runs the service's image instead of its source, by this runtime. */
  container?: RuntimeChoice | undefined;
  /** Options of Node itself, as `--inspect`. */
  nodeOptions: string[];
  say: (line: string) => void;
  /** Takes each line that the service writes, with its stacks folded. */
  onLine: OnLine;
  /** Takes the one URL at which everything answers. */
  onUrl: (url: string) => void;
}

/**
 * Serves a service from its source until the signal aborts, with what it uses, and with its route where the
 * workspace's cloud runs; leaves nothing behind.
 * @throws LS1101, LS1104
 */
export function serve(project: Project, options: ServeOptions, signal: AbortSignal): Promise<void> {
  const { workspace, service } = project;
  const resolved = resolveService(service, options.environment);
  return claimed(workspace, service.name, async () => {
    if (!resolved.uses.includes('postgres')) return serveWith({ project, resolved, known: {} }, options, signal);
    try {
      const known = { DATABASE_URL: await usePostgres(workspace) };
      await serveWith({ project, resolved, known }, options, signal);
    } finally {
      await leavePostgres(workspace);
    }
  });
}

/** A service, and the variables that serving itself knows. */
interface Serving {
  project: Project;
  resolved: ResolvedService;
  known: Record<string, string>;
}

async function serveWith(serving: Serving, options: ServeOptions, signal: AbortSignal): Promise<void> {
  const { project, resolved } = serving;
  const { workspace, service } = project;
  const { environment, say, onUrl, onLine } = options;
  await giveBackRoutes(workspace, environment, signal, service.name);
  const secrets = await secretsOf(workspace, environment, resolved, signal);
  const queue = await queueVariables(workspace, environment, resolved, signal);
  const variables = variablesOf(project, resolved, { ...serving.known, ...secrets, ...queue });
  const runtime = options.container && (await openRuntime(project, options.container));
  const front = await Front.open();
  const url = `http://127.0.0.1:${front.port}`;
  const outfile = join(servedFolder(workspace, service.name), 'main.js');
  const env = onThisMachine(variables, process.env);
  const served = {
    workspace,
    entry: join(workspace, service.root, 'src', 'main.ts'),
    outfile,
    front,
    healthPath: resolved.http?.health.path,
    patienceMs,
    prepare: (code: string, aborted: AbortSignal) =>
      runtime
        ? prepareContainer(project, { service: resolved, environment: variables, runtime, onLine }, aborted)
        : prepareProcess(code, { ...options, outfile, cwd: workspace, env }),
    say,
    onReady: async () => {
      const { http } = resolved;
      if (!http) say(`consumes the queue ${queue['QUEUE_NAME']}, beside its deployed copies`);
      else {
        const base = (await takeRouteTo(front.port, workspace, environment, { ...resolved, http }, signal)) ?? url;
        onUrl(`${base}${pathOf(service) ?? ''}`);
      }
    },
    onEnd: () => giveBackRoutes(workspace, environment, AbortSignal.timeout(giveBackMs), service.name),
  };
  try {
    await serveSource(served, signal);
  } finally {
    front.close();
    await runtime?.cleanUp();
  }
}
