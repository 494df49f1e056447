import { openAws, type ResolvedService } from '@longshore/deploy';
import { type Environment } from '@longshore/model';
import { pointAtCloud } from './route';

/**
 * The secrets of a service as the workspace's cloud keeps them, by environment variable; none where it does not run. One
 * that it does not have is left out: `.env.local` may.
 */
export async function secretsOf(
  workspace: string,
  environment: Environment,
  { secrets }: Pick<ResolvedService, 'secrets'>,
  signal: AbortSignal,
): Promise<Record<string, string>> {
  // Those of Secrets Manager are not asked for: `.env.local` has to have them.
  const wanted = Object.entries(secrets).filter(([, reference]) => !reference.includes(':secretsmanager:'));
  if (wanted.length === 0 || !pointAtCloud(workspace, environment)) return {};
  const values = await openAws(environment, signal).parameters.secrets(wanted.map(([, reference]) => reference));
  return Object.fromEntries(
    wanted.flatMap(([variable, reference]) => {
      const value = values[reference];
      return value === undefined ? [] : [[variable, value]];
    }),
  );
}
