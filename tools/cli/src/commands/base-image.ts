import { type BaseChange, chooseBase } from '@longshore/image';
import { type BaseImage, baseImageFile, LongshoreError, readBaseImage } from '@longshore/model';
import { type OutputOptions, print } from '../output';
import { abortOnSignals } from '../signals';
import { workspaceOf } from '../workspace';

/** Prints on what the images of the workspace stand. */
export function showBase(options: OutputOptions): Promise<void> {
  const chosen = readBaseImage(workspaceOf(process.cwd()));
  print('base-image', chosen ?? null, options, (base) =>
    base ? describe(base) : 'made of the Node at hand, for the embedded cloud',
  );
  return Promise.resolve();
}

/** Chooses another base. */
export async function setBase(reference: string, options: OutputOptions): Promise<void> {
  printChange('base-image set', await chooseBase(workspaceOf(process.cwd()), reference, abortOnSignals()), options);
}

/** Takes what the reference names by now. */
export async function updateBase(options: OutputOptions): Promise<void> {
  const workspace = workspaceOf(process.cwd());
  const chosen = readBaseImage(workspace);
  if (!chosen) throw nothingChosen();
  printChange('base-image update', await chooseBase(workspace, chosen.image, abortOnSignals()), options);
}

const printChange = (
  command: 'base-image set' | 'base-image update',
  change: BaseChange,
  options: OutputOptions,
): void =>
  print(command, change, options, ({ from, to }) => {
    if (from?.digest === to.digest) return `${to.image} is still ${to.digest}`;
    const before = from ? `${from.image}@${from.digest}` : 'made of the Node at hand';
    return `from  ${before}\nto    ${describe(to)}\ncommit ${baseImageFile}: every service is affected`;
  });

const describe = ({ image, digest, platforms, libc, node }: BaseImage): string =>
  `${image}@${digest}\n      ${Object.keys(platforms).join(', ')}; ${libc}; ${node}`;

const nothingChosen = (): LongshoreError =>
  new LongshoreError('LS2009', {
    what: 'there is no base image to update',
    why: `there is no ${baseImageFile}: images stand on the Node at hand`,
    fix: 'npx longshore base-image set public.ecr.aws/docker/library/node:22-slim',
  });
