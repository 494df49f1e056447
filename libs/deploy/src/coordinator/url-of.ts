import { type Run } from './run';

/** Where a service answers; undefined where the load balancer cannot be read. */
export async function urlOf(run: Run, name: string): Promise<string | undefined> {
  const base = await (await run.place()).url();
  const [path] = run.serviceOf(name).spec.route.paths;
  return base && `${base}${path?.replace(/\/?\*$/, '')}`;
}
