import { join } from 'node:path';
import { type ResolvedService, resolveService } from '@longshore/deploy';
import { type Project } from '@longshore/image';
import { type Environment } from '@longshore/model';
import { claimed, servedFolder } from './claim';
import { Front } from './front';
import { leavePostgres, usePostgres } from './postgres';
import { prepareProcess } from './process';
import { giveBackRoutes, takeRouteTo } from './route';
import { serveSource } from './serve-source';
import { variablesOf } from './variables';

/** Time that giving the route back may take at the end, in milliseconds: Nx kills us 5 s after it asked. */
const giveBackMs = 1_500;

/** How a service is served. */
export interface ServeOptions {
  environment: Environment;
  /** Options of Node itself, as `--inspect`. */
  nodeOptions: string[];
  output: 'inherit' | 'ignore';
  say: (line: string) => void;
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
    if (!resolved.uses.includes('postgres')) return serveWith(project, resolved, options, signal);
    try {
      await serveWith(project, resolved, options, signal, await usePostgres(workspace));
    } finally {
      await leavePostgres(workspace);
    }
  });
}

async function serveWith(
  project: Project,
  resolved: ResolvedService,
  options: ServeOptions,
  signal: AbortSignal,
  databaseUrl?: string,
): Promise<void> {
  const { workspace, service } = project;
  const { environment, say, onUrl } = options;
  await giveBackRoutes(workspace, environment, signal, service.name);
  const front = await Front.open();
  const url = `http://127.0.0.1:${front.port}`;
  const outfile = join(servedFolder(workspace, service.name), 'main.js');
  const env = variablesOf(project, resolved, { databaseUrl }, process.env);
  const served = {
    workspace,
    entry: join(workspace, service.root, 'src', 'main.ts'),
    outfile,
    front,
    healthPath: resolved.health.path,
    prepare: (code: string) => prepareProcess(code, { ...options, outfile, cwd: workspace, env }),
    say,
    onReady: async () => onUrl((await takeRouteTo(front.port, workspace, environment, resolved, signal)) ?? url),
    onEnd: () => giveBackRoutes(workspace, environment, AbortSignal.timeout(giveBackMs), service.name),
  };
  try {
    await serveSource(served, signal);
  } finally {
    front.close();
  }
}
