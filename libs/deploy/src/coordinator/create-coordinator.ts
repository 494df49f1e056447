import { join } from 'node:path';
import {
  type ErrorCode,
  type EvidenceRecord,
  isLongshoreError,
  LongshoreError,
  type Orphan,
  type Plan,
  type RunSummary,
  type ServiceOutcome,
} from '@longshore/model';
import { orphansOf } from '../environment/orphans';
import { openHistory } from '../git/history';
import { actorOf } from './actor';
import { type Coordinator, type Reach, type PushProgress } from './coordinator';
import { interruptible, interruptionOf } from './interruption';
import { keepPlan } from './kept-plan';
import { knownEvidence, reuse } from './known-images';
import { hasFailed, refuseAfterFailure, rollBackAll } from './on-failure';
import { push } from './push';
import { prepare, release, type Released } from './release';
import { type Result } from './result';
import { conclude } from './rollout';
import { reconcile } from './reconcile';
import { endRenaming } from './renamed';
import { runsFolder } from './run-record';
import { urlOf } from './url-of';
import { openRun, type Run, type RunOptions } from './run';

/** What a coordinator is made for. */
export interface CoordinatorOptions extends Omit<RunOptions, 'folder' | 'actor' | 'history'> {
  /** Absolute path; the run leaves its records below it, in `.longshore/runs/<run>/`, and its plans in `dist/plans`. */
  workspace: string;
}

/** Makes the coordinator of a run; nothing is loaded, asked or written before its first method is called. */
export function createCoordinator({ workspace, ...options }: CoordinatorOptions): Coordinator {
  const folder = join(runsFolder(workspace), options.run);
  const history = openHistory(workspace);
  return new RunCoordinator(openRun({ ...options, folder, history, actor: actorOf(process.env) }), workspace);
}

/** Errors by which a gate says no: nothing was tried. */
const refusals: ErrorCode[] = [
  'LS1014',
  'LS3101',
  'LS3102',
  'LS3103',
  'LS3108',
  'LS3109',
  'LS3110',
  'LS3114',
  'LS3115',
  'LS3118',
  'LS3121',
  'LS3125',
  'LS3126',
  'LS3127',
  'LS3128',
];

function verdictOf(error: unknown): 'refused' | 'timed-out' | 'failed' {
  if (!isLongshoreError(error)) return 'failed';
  if (error.code === 'LS3129') return 'timed-out';
  return refusals.includes(error.code) ? 'refused' : 'failed';
}

class RunCoordinator implements Coordinator {
  readonly #run: Run;
  readonly #workspace: string;
  readonly #outcomes = new Map<string, Promise<ServiceOutcome>>();
  readonly #releases = new Map<string, Promise<Plan>>();
  readonly #began = Date.now();
  /** Live services that a release replaces under another name, by the new one. */
  readonly #renamed = new Map<string, string>();
  #started = false;
  /** The first service that failed. */
  #failed: string | undefined;
  #finished: Promise<RunSummary> | undefined;

  constructor(run: Run, workspace: string) {
    this.#run = run;
    this.#workspace = workspace;
  }

  async push(name: string, onProgress?: (progress: PushProgress) => void) {
    this.#start();
    const began = Date.now();
    try {
      return await push(this.#run, name, onProgress);
    } catch (error) {
      throw this.#noteError(name, began, interruptionOf(this.#run, name, error));
    }
  }

  reuse(name: string, inputKey: string): Promise<boolean> {
    return interruptible(this.#run, name, () => reuse(this.#run, name, inputKey));
  }

  evidence(name: string): Promise<EvidenceRecord[]> {
    return interruptible(this.#run, name, () => knownEvidence(this.#run, name));
  }

  async plan(name: string): Promise<Plan> {
    this.#start();
    const { plan } = await interruptible(this.#run, name, () => prepare(this.#run, name));
    this.#planned(plan);
    return plan;
  }

  /** Whoever asks while a release of the service is at work gets that one. */
  release(name: string): Promise<Plan> {
    const known = this.#releases.get(name);
    if (known) return known;
    const work = this.#release(name).finally(() => this.#releases.delete(name));
    this.#releases.set(name, work);
    return work;
  }

  async outcome(name: string, onEvent?: Parameters<Coordinator['outcome']>[1]): Promise<ServiceOutcome> {
    const outcome = this.#outcomes.get(name);
    if (!outcome) throw notReleased(name, this.#run);
    const unfollow = this.#run.journal.follow(name, (event) => {
      if (/^(rollout-|ecs-|hook-)/.test(event.type)) onEvent?.(event);
    });
    return outcome.finally(unfollow);
  }

  finish(reach?: Reach): Promise<RunSummary> {
    return (this.#finished ??= this.#finish(reach));
  }

  async #release(name: string): Promise<Plan> {
    this.#start();
    const began = Date.now();
    try {
      refuseAfterFailure(this.#run.environment, name, this.#failed);
      const prepared = await prepare(this.#run, name);
      this.#planned(prepared.plan);
      const released = await release(this.#run, prepared);
      const { renames } = prepared.plan;
      if (renames) this.#renamed.set(name, renames.from);
      this.#outcomes.set(name, this.#conclude(released, began));
      return prepared.plan;
    } catch (error) {
      throw this.#noteError(name, began, interruptionOf(this.#run, name, error));
    }
  }

  #planned(plan: Plan): void {
    this.#run.journal.emit({ type: 'planned', service: plan.release.service, plan });
    keepPlan(this.#workspace, plan);
  }

  async #conclude(released: Released, began: number): Promise<ServiceOutcome> {
    const { service, desired } = released;
    const following = interruptible(this.#run, service.name, () => conclude(this.#run, released));
    const result = await following.catch((error: unknown): Result => ({
      verdict: verdictOf(error),
      reason: String((error as Error).message),
    }));
    return this.#end(service.name, desired.release.digest, began, result);
  }

  async #end(service: string, digest: string, began: number, result: Result): Promise<ServiceOutcome> {
    const { environment, journal } = this.#run;
    const durationMs = Date.now() - began;
    const { verdict, reason } = result;
    if (hasFailed(result)) this.#failed ??= service;
    journal.emit({ type: 'verdict', service, verdict, durationMs, ...(reason && { reason }) });
    const url = await this.#urlOf(service, result);
    return { service, environment: environment.name, digest, durationMs, ...defined({ ...result, url }) };
  }

  /** An error ends the service's part in the run: the summary has to name it. */
  #noteError(service: string, began: number, error: unknown): unknown {
    const outcome = this.#end(service, '', began, {
      verdict: verdictOf(error),
      reason: String((error as Error).message),
    });
    this.#outcomes.set(service, outcome);
    return error;
  }

  async #urlOf(name: string, { taskDefinition }: Result): Promise<string | undefined> {
    return taskDefinition ? urlOf(this.#run, name) : undefined;
  }

  #start(): void {
    if (this.#started) return;
    this.#started = true;
    const { environment, commit, journal } = this.#run;
    journal.emit({ type: 'run-started', environment: environment.name, commit });
  }

  /** Waits for the rollouts that are still under way. */
  async #finish(reach: Reach | undefined): Promise<RunSummary> {
    await Promise.allSettled(this.#releases.values());
    const ended = await rollBackAll(this.#run, await Promise.all(this.#outcomes.values()));
    const services = await Promise.all(ended.map((outcome) => this.#endRenaming(outcome)));
    const orphans = reach ? await this.#orphans() : [];
    const summary = { ...(await this.#summaryOf(services.sort(byName))), ...(orphans.length > 0 && { orphans }) };
    const { journal } = this.#run;
    this.#start();
    journal.emit({ type: 'run-finished', durationMs: summary.durationMs });
    journal.conclude(summary);
    if (reach) await reconcile(this.#run, reach, summary);
    return summary;
  }

  /** Not before the end of the run: until then the service may go back to the one that it replaces. */
  async #endRenaming(outcome: ServiceOutcome): Promise<ServiceOutcome> {
    const from = this.#renamed.get(outcome.service);
    if (from === undefined || outcome.verdict !== 'deployed') return outcome;
    const note = await endRenaming(this.#run, from);
    return { ...outcome, reason: [outcome.reason, note].filter(Boolean).join('; ') };
  }

  async #orphans(): Promise<Orphan[]> {
    const { environment, services, place } = this.#run;
    return orphansOf(environment.name, services, (await place()).cluster);
  }

  async #summaryOf(services: ServiceOutcome[]): Promise<RunSummary> {
    const { run, environment, commit, actor, about } = this.#run;
    const subject = (await about())?.subject;
    const durationMs = Date.now() - this.#began;
    return { run, environment: environment.name, commit, ...(subject && { subject }), actor, durationMs, services };
  }
}

const byName = (a: ServiceOutcome, b: ServiceOutcome): number => a.service.localeCompare(b.service);

/** Without members that are undefined, as they would be after a way through JSON. */
const defined = <Value extends object>(value: Value): Value =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Value;

const notReleased = (service: string, run: Run): LongshoreError =>
  new LongshoreError('LS3202', {
    what: `${service} was not released in this run`,
    why: 'deploy waits for what release has begun in the same run; by way of Nx it is released first',
    fix: `npx nx run ${run.projectOf(service)}:deploy -c ${run.environment.name}`,
  });
