import { goBack } from './go-back';
import { type Released } from './release';
import { type Result } from './result';
import { type Run } from './run';
import { urlOf } from './url-of';

/** Who went back, as the ledger says it. */
export const hook = 'afterDeploy';

/**
 * Runs a service's `afterDeploy` against what is deployed, and goes back to the release before where it fails.
 * @param taskDefinition ARN of the revision that is deployed
 * @param undoRoute gives requests back that the release has taken
 * @returns undefined where it succeeded or there is none, else how the release ends
 */
export async function checkDeployed(
  run: Run,
  released: Released,
  taskDefinition: string,
  undoRoute: () => Promise<void>,
): Promise<Pick<Result, 'verdict' | 'reason'> | undefined> {
  const { name, project, afterDeploy } = released.service;
  if (!afterDeploy) return undefined;
  const { target, timeoutSeconds } = afterDeploy;
  const { journal, signal, environment, commit } = run;
  const began = Date.now();
  journal.emit({ type: 'hook-started', service: name, hook, runs: `nx run ${project}:${target}` });
  const url = await urlOf(run, name);
  const variables = {
    DEPLOYED_ENVIRONMENT: environment.name,
    DEPLOYED_COMMIT: commit,
    ...(url && { DEPLOYED_URL: url }),
  };
  const late = AbortSignal.timeout(timeoutSeconds * 1000);
  const onLine = (message: string) => journal.emit({ type: 'hook-line', service: name, hook, message });
  const exitCode = await run.targets.run(project, target, variables, onLine, AbortSignal.any([signal, late]));
  const code = exitCode === undefined ? {} : { exitCode };
  journal.emit({ type: 'hook-ended', service: name, hook, ...code, durationMs: Date.now() - began });
  if (exitCode === 0) return undefined;
  if (signal.aborted) {
    return { verdict: 'timed-out', reason: `the run was interrupted; the next deploy runs ${project}:${target} again` };
  }
  const why = late.aborted ? `took longer than ${timeoutSeconds} s` : `ended with exit code ${exitCode}`;
  return goBack(run, released, { taskDefinition, undoRoute }, `${hook}: ${project}:${target} ${why}`);
}
