import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Service } from '@longshore/model';
import { ensureCloud } from '../background-cloud';
import { startPostgresFor } from '../backing-services';
import { exclusively } from '../lock';
import { type CloudPorts } from '../options';
import { pointSdkAt, readConfiguration, readRun } from '@longshore/deploy';
import { giveBackRoutes } from '../serve/route';
import { type OutputOptions, print } from '../output';
import { type Stage, timed } from '../stages';
import { workspaceOf } from '../workspace';

/** Options of `longshore up`. */
export interface UpCommand extends CloudPorts, OutputOptions {}

const environmentName = 'local';

/** Starts the embedded cloud and the backing services in the background and deploys every service to it. */
export async function up({ json, ...ports }: UpCommand, given: Partial<CloudPorts> = {}): Promise<void> {
  const workspace = workspaceOf(process.cwd());
  const { services, environment } = readConfiguration(workspace, environmentName);
  await exclusively(workspace, 'up', async () => {
    const stages: Stage[] = [];
    const cloud = await timed('cloud', stages, () => ensureCloud(workspace, ports, given));
    process.stderr.write(`embedded cloud  ${cloud.endpoint}\nload balancer   ${cloud.loadBalancer}\n`);
    pointSdkAt(workspace, environment);
    await giveBackRoutes(workspace, environment, new AbortController().signal);
    if (needPostgres(services)) {
      await timed('postgres', stages, () => startPostgresFor(workspace, environment));
    }
    process.exitCode = await deployAll(workspace, services, stages, json ? 2 : 1);
    const done = process.exitCode === 0 ? readRun(workspace)?.services : undefined;
    if (json) print('up', { ...cloud, services: done ?? [] }, { json }, String);
  });
}

const needPostgres = (services: Service[]): boolean => services.some(({ spec }) => spec.uses.includes('postgres'));

/** Runs Nx as a user would; its summary, with the URLs last, is the end of what goes to the output's descriptor. */
function deployAll(workspace: string, services: Service[], stages: Stage[], output: 1 | 2): Promise<number> {
  const nx = createRequire(join(workspace, 'package.json')).resolve('nx/bin/nx.js');
  const projects = services.map(({ project }) => project).join(',');
  const child = spawn(process.execPath, [nx, 'run-many', '-t', 'deploy', '-p', projects, '-c', environmentName], {
    cwd: workspace,
    stdio: ['inherit', output, 2],
    env: { ...process.env, LONGSHORE_STAGES: JSON.stringify(stages) },
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
