import { createCoordinator, pointSdkAt, readConfiguration } from '@longshore/deploy';
import { isLongshoreError, type Plan, runNameAt, signersOf } from '@longshore/model';
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

/** Prints what a release of services would change; exits 0 where that is nothing, 2 for changes, 1 where one cannot be. */
export async function plan(names: string[], options: PlanCommand): Promise<void> {
  const workspace = workspaceOf(process.cwd());
  const { services, environment } = readConfiguration(workspace, options.environment);
  pointSdkAt(workspace, environment);
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
  const wanted = names.length > 0 ? [...new Set(names)] : services.map(({ name }) => name);
  const results = await Promise.allSettled(wanted.map((name) => coordinator.plan(name)));
  const plans = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const errors = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
  const summary = await coordinator.finish();
  print('plan', plans, options, () =>
    options.format === 'md' ? renderMarkdown({ ...summary, plans }) : plans.map(renderPlan).join('\n'),
  );
  reportAll(errors);
  process.exitCode = exitCodeOf(plans, errors);
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
