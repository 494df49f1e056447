import {
  type OpenEnvironment,
  reconciledBase,
  releasesOf,
  retry,
  rollback,
  type Rollback,
  statusOf,
} from '@longshore/deploy';
import { readServices, type RunSummary, runNameAt } from '@longshore/model';
import { notify, renderHistory, renderStatus, seconds } from '@longshore/report';
import { openFor } from '../open-environment';
import { type OutputOptions, print, styleOf } from '../output';
import { leaveOnSignal } from '../signals';
import { workspaceOf } from '../workspace';

/** Options of every command here. */
export interface EnvironmentCommand extends OutputOptions {
  environment: string;
}

/** Options of `longshore history`. */
export interface HistoryCommand extends EnvironmentCommand {
  count: number;
}

/** Options of `longshore rollback`. */
export interface RollbackCommand extends EnvironmentCommand {
  to?: string;
}

/** Reads what runs in an environment; what is returned prints it. */
export async function status(options: EnvironmentCommand): Promise<() => void> {
  const workspace = workspaceOf(process.cwd());
  const services = await statusOf(openFor(workspace, options.environment), readServices(workspace));
  return () => print('status', services, options, (rows) => renderStatus(rows, styleOf(process.stdout), new Date()));
}

/** Prints the base for `nx affected`; why everything counts as changed goes to stderr. */
export async function reconciled(options: EnvironmentCommand): Promise<void> {
  const result = await reconciledBase(openFor(workspaceOf(process.cwd()), options.environment));
  if (result.why) process.stderr.write(`everything counts as changed: ${result.why}\n`);
  print('reconciled', result, options, ({ base }) => base);
}

/** Prints the releases of a service. */
export async function history(service: string, options: HistoryCommand): Promise<void> {
  const releases = await releasesOf(openFor(workspaceOf(process.cwd()), options.environment), service, options.count);
  print('history', releases, options, (rows) => renderHistory(rows, styleOf(process.stdout), new Date()));
}

/** Goes back; says first where to, and at the end that it is live. */
export async function rollbackService(service: string, options: RollbackCommand): Promise<void> {
  const { to, environment } = options;
  const goesOn = leaveOnSignal(
    () =>
      `what ECS has begun with ${service} goes on; follow it with npx longshore status -e ${environment}, ` +
      `and run the rollback again, which writes down what it has not`,
  );
  const open = openFor(workspaceOf(process.cwd()), environment, goesOn);
  const result = await rollback(open, service, {
    to,
    onTarget: ({ revision, commit, subject = '' }) =>
      void process.stderr.write(
        `${service} in ${environment} goes back to revision ${revision}  ${commit.slice(0, 7)} ${subject}\n`,
      ),
  });
  print(
    'rollback',
    result,
    options,
    ({ to: live, durationMs }) =>
      `${service} in ${environment} is at revision ${live.revision}, ${seconds(durationMs)}`,
  );
  const { notifications } = open.environment.spec;
  const untold = await notify(summaryOf(result, open), { action: 'Rollback', notifications, variables: process.env });
  for (const line of untold) process.stderr.write(`${line}\n`);
}

/** A rollback, as those see it who are told of deploys. */
function summaryOf({ service, environment, to, durationMs }: Rollback, { actor }: OpenEnvironment): RunSummary {
  const { commit, subject, digest, taskDefinition } = to;
  const run = runNameAt(new Date());
  const outcome = { service, environment, verdict: 'deployed' as const, digest, taskDefinition, durationMs };
  return { run, environment, commit, ...(subject && { subject }), actor, durationMs, services: [outcome] };
}

/** Lets a release be tried again. */
export async function retryService(service: string, options: EnvironmentCommand): Promise<void> {
  await retry(openFor(workspaceOf(process.cwd()), options.environment), service);
  print(
    'retry',
    { service, environment: options.environment },
    options,
    () => `the next deploy of ${service} to ${options.environment} tries it again`,
  );
}
