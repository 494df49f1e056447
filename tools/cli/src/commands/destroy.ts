import { destroy, type Destruction, type OpenEnvironment, planDestroy } from '@longshore/deploy';
import { awsNameOf, isLongshoreError } from '@longshore/model';
import { confirmed } from '../confirm';
import { openFor } from '../open-environment';
import { type OutputOptions, print } from '../output';
import { leaveOnSignal } from '../signals';
import { workspaceOf } from '../workspace';

/** Options of `longshore destroy`. */
export interface DestroyCommand extends OutputOptions {
  environment: string;
  yes?: boolean;
}

/**
 * Deletes a service from an environment: says what goes and what stays, and wants the service's name for it.
 * @throws LS1006 where there is nobody to ask
 */
export async function destroyService(word: string, options: DestroyCommand): Promise<void> {
  const { environment, yes } = options;
  const command = `npx longshore destroy ${word} -e ${environment}`;
  const goesOn = leaveOnSignal(() => `what was begun goes on in AWS; ${command} goes on with what is left`);
  const workspace = workspaceOf(process.cwd());
  const open = openFor(workspace, environment, goesOn);
  const plan = await planOf(open, workspace, word);
  const { service } = plan;
  process.stderr.write(`${describe(plan)}\n`);
  if (!yes && !(await confirmed({ service, what: `${service} is not destroyed without a word`, command }))) {
    process.stderr.write('nothing was deleted\n');
    process.exitCode = 1;
    return;
  }
  await destroy(open, plan, ({ what }) => void process.stderr.write(`gone: ${what}\n`));
  print('destroy', plan, options, () => `${service} is no longer in ${environment}`);
}

const describe = ({ service, environment, parts, kept }: Destruction): string =>
  [
    `${service} in ${environment}: these go`,
    ...parts.map(({ what }) => `  - ${what}`),
    'these stay',
    ...kept.map((what) => `    ${what}`),
  ].join('\n');

/** What is live under the very name comes first: a rename may have left it, and its project has another name now. */
async function planOf(open: OpenEnvironment, workspace: string, word: string): Promise<Destruction> {
  const name = awsNameOf(workspace, word);
  if (name === word || word.startsWith('@')) return planDestroy(open, name);
  return planDestroy(open, word).catch((error: unknown) => {
    if (isLongshoreError(error) && error.code === 'LS3112') return planDestroy(open, name);
    throw error;
  });
}
