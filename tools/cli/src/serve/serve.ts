import { join } from 'node:path';
import { type ResolvedService, resolveService } from '@longshore/deploy';
import { type Project } from '@longshore/image';
import { type Environment } from '@longshore/model';
import { claimed, servedFolder } from './claim';
import { freePort } from './free-port';
import { leavePostgres, usePostgres } from './postgres';
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
  const { environment } = options;
  const port = await freePort();
  await giveBackRoutes(workspace, environment, signal, service.name);
  const url = `http://127.0.0.1:${port}`;
  const served = {
    ...options,
    workspace,
    entry: join(workspace, service.root, 'src', 'main.ts'),
    outfile: join(servedFolder(workspace, service.name), 'main.js'),
    cwd: workspace,
    env: variablesOf(project, resolved, { port, databaseUrl }, process.env),
    healthUrl: `${url}${resolved.health.path}`,
    onReady: async () => options.onUrl((await takeRouteTo(port, workspace, environment, resolved, signal)) ?? url),
    onEnd: () => giveBackRoutes(workspace, environment, AbortSignal.timeout(giveBackMs), service.name),
  };
  await serveSource(served, signal);
}
