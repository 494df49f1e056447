import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Plan } from '@longshore/model';

/** Leaves a plan as JSON in `dist/plans/<environment>/<service>.json` of a workspace, for whoever checks or compares it. */
export function keepPlan(workspace: string, plan: Plan): void {
  const { environment, service } = plan.release;
  const file = join(workspace, 'dist', 'plans', environment, `${service}.json`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(plan, undefined, 2)}\n`);
}
