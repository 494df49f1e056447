import { type Tree } from '@nx/devkit';
import { configError, environmentSchema, type EnvironmentSpec, type Read, readText, signersOf } from '@longshore/model';
import { z } from 'zod';

/** Where a workspace says which pipelines it wants. */
export const settingsFile = 'deploy/pipelines/pipelines.json';

/** Who runs pipelines. */
export const providers = ['github', 'circleci'] as const;
export type Provider = (typeof providers)[number];

const settingsSchema = z.strictObject({
  providers: z.array(z.enum(providers)),
  /** Targets that a pull request has to pass, for what is affected. */
  targets: z.array(z.string()).min(1).default(['lint', 'test', 'image', 'verify']),
  /** More commands that a pull request has to pass. */
  commands: z.array(z.string()).default([]),
});

/** What `deploy/pipelines/pipelines.json` says. */
export type Settings = z.infer<typeof settingsSchema>;

/** An environment that a branch ships to. */
export interface ShippedEnvironment {
  name: string;
  branch: string;
  region: string;
  account: string;
  /** Variables with secrets that a deploy to it reads. */
  secrets: string[];
  /** Whether its pipeline signs what it has verified: one that takes images from elsewhere takes their signatures. */
  signs: boolean;
}

/**
 * Reads which pipelines a workspace wants; undefined where it wants none.
 * @throws LS1002
 */
export function readSettings(tree: Tree): Settings | undefined {
  if (!tree.exists(settingsFile)) return undefined;
  const { value, problems } = parse(tree, settingsFile, settingsSchema);
  if (!value) throw configError('LS1002', problems);
  return value;
}

/**
 * The environments that a branch ships to, sorted by name: `production` comes before `staging`, whatever comes first.
 * @throws LS1002
 */
export const shippedEnvironments = (tree: Tree): ShippedEnvironment[] =>
  environmentSpecs(tree).flatMap(([name, spec]) => {
    const { branch, region, account, notifications, promotesFrom } = spec;
    const { slack, newRelic } = notifications;
    const secrets = [slack?.webhook, newRelic?.apiKey].filter((variable) => variable !== undefined);
    const signs = promotesFrom === undefined && signersOf({ name, spec }) !== undefined;
    return branch ? [{ name, branch, region, account, secrets, signs }] : [];
  });

function environmentSpecs(tree: Tree): [name: string, spec: EnvironmentSpec][] {
  const folder = 'deploy/environments';
  const files = tree
    .children(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => ({ name: file.slice(0, -'.json'.length), ...parse(tree, `${folder}/${file}`, environmentSchema) }));
  const problems = files.flatMap((file) => file.problems);
  if (problems.length > 0) throw configError('LS1002', problems);
  return files.flatMap(({ name, value }) => (value ? [[name, value]] : []));
}

const parse = <S extends z.ZodType>(tree: Tree, file: string, schema: S): Read<S> =>
  readText(file, schema, tree.read(file, 'utf8') ?? '');
