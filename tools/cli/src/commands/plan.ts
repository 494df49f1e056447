import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type Configuration, createCoordinator, nxProgram, pointSdkAt, readConfiguration } from '@longshore/deploy';
import { isLongshoreError, type Plan, runNameAt, type RunSummary, signersOf } from '@longshore/model';
import { isRefusedBefore, renderError, renderMarkdown, renderPlan } from '@longshore/report';
import { readCheckout } from '../checkout';
import { localImages } from '../local-images';
import { nxTargets } from '../nx-targets';
import { print } from '../output';
import { workspaceOf } from '../workspace';

/** Options of `longshore plan`. */
export interface PlanCommand {
  environment: string;
  json?: boolean;
  format: 'text' | 'md';
}

/**
 * Prints what a release of services would change; builds first the images that are not of the sources as they are.
 * Exits 0 for no changes, 2 for changes, 1 for an error.
 */
export async function plan(names: string[], options: PlanCommand): Promise<void> {
  const workspace = workspaceOf(process.cwd());
  const configuration = readConfiguration(workspace, options.environment);
  pointSdkAt(workspace, configuration.environment);
  const all = configuration.services.map(({ name }) => name);
  const wanted = names.length > 0 ? [...new Set(names)] : all;
  let planned = await planAll(workspace, configuration, wanted);
  const toBuild = wanted.filter((_name, index) => isUnbuilt(planned.results[index]));
  if (toBuild.length > 0 && (await buildImages(workspace, toBuild))) {
    planned = await planAll(workspace, configuration, wanted);
  }
  const { results, summary } = planned;
  const plans = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const errors = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
  print('plan', plans, options, () =>
    options.format === 'md' ? renderMarkdown({ ...summary, plans }) : plans.map(renderPlan).join('\n'),
  );
  reportAll(errors);
  process.exitCode = exitCodeOf(plans, errors);
}

interface Planned {
  /** In the order of the names. */
  results: PromiseSettledResult<Plan>[];
  summary: RunSummary;
}

async function planAll(
  workspace: string,
  { services, environment }: Configuration,
  names: readonly string[],
): Promise<Planned> {
  const coordinator = createCoordinator({
    workspace,
    environment,
    services,
    run: runNameAt(new Date()),
    ...(await readCheckout(workspace)),
    images: localImages(workspace, { signers: signersOf(environment) }),
    targets: nxTargets(workspace),
    signal: new AbortController().signal,
  });
  const results = await Promise.allSettled(names.map((name) => coordinator.plan(name)));
  return { results, summary: await coordinator.finish() };
}

/** LS2008: the image has not been built from the sources as they are. */
const isUnbuilt = (result: PromiseSettledResult<Plan> | undefined): boolean =>
  result?.status === 'rejected' && isLongshoreError(result.reason) && result.reason.code === 'LS2008';

/** Builds images by Nx, whose output goes to stderr; false if it fails. */
async function buildImages(workspace: string, names: readonly string[]): Promise<boolean> {
  process.stderr.write(`building the image of ${names.join(', ')}\n`);
  const nx = nxProgram(workspace);
  const words = ['run-many', '-t', 'image', '-p', names.join(','), '--outputStyle=static'];
  const child = spawn(process.execPath, [nx, ...words], { cwd: workspace, stdio: ['ignore', 2, 2] });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code === 0;
}

/** Every service's error is worth reading; one that is a bug of ours goes on with its stack. */
function reportAll(errors: unknown[]): void {
  for (const error of errors) {
    if (!isLongshoreError(error)) throw error;
    process.stderr.write(`${renderError(error)}\n`);
  }
}

/** The exit code that says what plans hold. */
function exitCodeOf(plans: Plan[], errors: unknown[]): 0 | 1 | 2 {
  if (errors.length > 0 || plans.some(isRefusedBefore)) return 1;
  return plans.some(({ action }) => action !== 'none') ? 2 : 0;
}
