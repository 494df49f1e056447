import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pointSdkAt, readConfiguration, readRun, type RunningCloud, runsFolder } from '@longshore/deploy';
import { type Environment, type Service } from '@longshore/model';
import { renderSummary } from '@longshore/report';
import { ensureCloud } from '../background-cloud';
import { startPostgresFor } from '../backing-services';
import { exclusively } from '../lock';
import { openFor } from '../open-environment';
import { type CloudPorts } from '../options';
import { type OutputOptions, print, styleOf } from '../output';
import { giveBackRoutes } from '../serve/route';
import { type Stage, timed } from '../stages';
import { untilAllAnswer } from '../up/answers';
import { deployAll, type NxRun, nxLog } from '../up/deploy-all';
import { openScreen, type Screen } from '../up/screen';
import { workspaceOf } from '../workspace';

/** Options of `longshore up`. */
export interface UpCommand extends CloudPorts, OutputOptions {}

const environmentName = 'local';

/** How much of what Nx wrote is shown if it failed. */
const linesShown = 80;

/**
 * Starts the embedded cloud and the backing services in the background, deploys every service to it, and waits until
 * their URLs answer.
 * @param given the options that were named
 * @throws LS1101, LS1102, LS1103, LS1104, LS1105, LS1106, CloudError LS4002
 */
export async function up({ json, ...ports }: UpCommand, given: Partial<CloudPorts> = {}): Promise<void> {
  const workspace = workspaceOf(process.cwd());
  const { services, environment } = readConfiguration(workspace, environmentName);
  const output = json ? process.stderr : process.stdout;
  await exclusively(workspace, 'up', async () => {
    const screen = openScreen(output, styleOf(output));
    const shown = async () => {
      const stages: Stage[] = [];
      const cloud = await startAll({ workspace, services, environment, stages, screen }, ports, given);
      screen.begin('builds, tests, deploys');
      const ended = await deployAll({ workspace, environment: environmentName, services, stages, screen });
      return { cloud, ended };
    };
    const { cloud, ended } = await shown().catch((error: unknown) => closing(screen, error));
    const failure = ended.code === 0 ? await unanswered(workspace, services, screen) : undefined;
    screen.close();
    output.write(ended.code === 0 ? resultOf(workspace, ended, output) : failureOf(workspace));
    process.exitCode = ended.code === 0 ? 0 : 1;
    if (failure !== undefined) throw failure;
    const done = ended.code === 0 ? readRun(workspace, ended.run)?.services : undefined;
    if (json) print('up', { ...cloud, services: done ?? [] }, { json }, String);
  });
}

interface Start {
  workspace: string;
  services: Service[];
  environment: Environment;
  stages: Stage[];
  screen: Screen;
}

async function startAll(start: Start, ports: CloudPorts, given: Partial<CloudPorts>): Promise<RunningCloud> {
  const { workspace, services, environment, stages, screen } = start;
  screen.begin('embedded cloud');
  const cloud = await timed('cloud', stages, () => ensureCloud(workspace, ports, given));
  screen.note(`${cloud.endpoint}, load balancer ${cloud.loadBalancer}`);
  pointSdkAt(workspace, environment);
  await giveBackRoutes(workspace, environment, new AbortController().signal);
  if (services.some(({ spec }) => spec.uses.includes('postgres'))) {
    screen.begin('PostgreSQL');
    await timed('postgres', stages, () => startPostgresFor(workspace, environment));
  }
  return cloud;
}

function closing(screen: Screen, error: unknown): never {
  screen.close();
  throw error;
}

/** Why services that are deployed do not answer; undefined if all do. */
async function unanswered(workspace: string, services: Service[], screen: Screen): Promise<Error | undefined> {
  screen.begin('URLs answer');
  const waiting = { onWaiting: onceEach((why) => screen.note(why)) };
  try {
    await untilAllAnswer(openFor(workspace, environmentName), services, waiting);
    return undefined;
  } catch (error) {
    return error as Error;
  }
}

/** Tells what differs from what was told last. */
function onceEach(tell: (text: string) => void): (text: string) => void {
  let last: string | undefined;
  return (text) => {
    if (text !== last) tell((last = text));
  };
}

/** Where the time went, then the verdicts with the URLs. */
function resultOf(workspace: string, { run }: NxRun, output: NodeJS.WriteStream): string {
  const summary = run === undefined ? undefined : readRun(workspace, run);
  if (run === undefined || !summary) return '';
  const times = join(runsFolder(workspace), run, 'times.txt');
  const parts = [existsSync(times) ? readFileSync(times, 'utf8') : '', renderSummary(summary, styleOf(output))];
  return `\n${parts.filter(Boolean).join('\n')}\n`;
}

/** What Nx wrote, with the verdicts at its end. */
function failureOf(workspace: string): string {
  const lines = readFileSync(nxLog(workspace), 'utf8').trimEnd().split('\n');
  const hidden = lines.length > linesShown ? [`… ${lines.length - linesShown} lines more in ${nxLog(workspace)}`] : [];
  return `\n${[...hidden, ...lines.slice(-linesShown)].join('\n')}\n`;
}
