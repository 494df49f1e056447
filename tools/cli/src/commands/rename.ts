import { confirmRename, type Destruction, planRename } from '@longshore/deploy';
import { readService, readServices } from '@longshore/model';
import { confirmed } from '../confirm';
import { openFor } from '../open-environment';
import { type OutputOptions, print } from '../output';
import { workspaceOf } from '../workspace';

/** A rename that a person has confirmed. */
export interface Rename {
  /** The name that is live. */
  from: string;
  /** The name of the service that replaces it. */
  to: string;
  environment: string;
  /** The command that does it. */
  deploy: string;
}

/** Options of `longshore rename`. */
export interface RenameCommand extends OutputOptions {
  environment: string;
  yes?: boolean;
}

/**
 * Confirms that a live service may be replaced under another name; the next deploy does it.
 * @throws LS1006 where there is nobody to ask, LS1015 where it cannot be
 */
export async function renameService(from: string, word: string, options: RenameCommand): Promise<void> {
  const { environment, yes } = options;
  const workspace = workspaceOf(process.cwd());
  const to = readService(workspace, word);
  const open = openFor(workspace, environment);
  const plan = await planRename(open, from, to, readServices(workspace));
  process.stderr.write(`${describe(plan, to.name)}\n`);
  const command = `npx longshore rename ${from} ${word} -e ${environment}`;
  if (!yes && !(await confirmed({ service: from, what: `${from} is not renamed without confirmation`, command }))) {
    process.stderr.write('nothing was confirmed\n');
    process.exitCode = 1;
    return;
  }
  await confirmRename(open, from, to);
  const deploy = `npx nx run ${to.project}:deploy -c ${environment}`;
  print(
    'rename',
    { from, to: to.name, environment, deploy },
    options,
    () => `confirmed; the next deploy does it: ${deploy}`,
  );
}

const describe = ({ service, environment, parts, kept }: Destruction, to: string): string =>
  [
    `${to} is created in ${environment} and takes the requests of ${service} over; then these go`,
    ...parts.map(({ what }) => `  - ${what}`),
    'these stay',
    ...kept.map((what) => `    ${what}`),
  ].join('\n');
