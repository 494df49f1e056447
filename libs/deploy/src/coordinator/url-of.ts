import { type Service } from '@longshore/model';
import { type Run } from './run';

/** Where a service answers; undefined for a worker, and where the load balancer cannot be read. */
export async function urlOf(run: Run, name: string): Promise<string | undefined> {
  const path = pathOf(run.serviceOf(name));
  if (path === undefined) return undefined;
  const base = await (await run.place()).url();
  return base && `${base}${path}`;
}

/** The path below which a service answers; undefined for one that answers no requests. */
export const pathOf = ({ spec }: Service): string | undefined =>
  spec.kind === 'http' ? (spec.route.paths[0] ?? '').replace(/\/?\*$/, '') : undefined;
