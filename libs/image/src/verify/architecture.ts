import { isLongshoreError, LongshoreError } from '@longshore/model';
import { type Runtime } from '@longshore/runtime';
import { type Project } from '../image';

/** How an engine and a kernel say that a program is for another architecture. */
const foreign = /exec format error|does not match the (specified|detected host) platform|no matching manifest/i;

/**
 * Refuses an image for another architecture than this machine's where no engine could run it.
 * @throws LS2109
 */
export function refuseOtherArchitecture(project: Project, { kind }: Pick<Runtime, 'kind'>): void {
  const wanted = otherArchitecture(project);
  if (wanted === undefined || kind === 'docker') return;
  throw cannotRun(project, wanted, 'without a container engine, it runs by the Node of this machine');
}

/** The error of a verification, as LS2109 if the architecture is its cause: an engine may be able to run it, or not. */
export function withArchitecture(project: Project, error: unknown): unknown {
  const wanted = otherArchitecture(project);
  if (wanted === undefined || !isLongshoreError(error) || !foreign.test(`${error.why}`)) return error;
  return cannotRun(project, wanted, 'its container engine has no emulation for them', error);
}

/** The architecture that service.json names, if it is not that of this machine. */
function otherArchitecture({ service }: Project): 'x86_64' | 'arm64' | undefined {
  const wanted = service.spec.architecture;
  const here = process.arch === 'arm64' ? 'arm64' : 'x86_64';
  return wanted === here ? undefined : wanted;
}

const cannotRun = ({ service: { name } }: Project, wanted: string, why: string, cause?: unknown): LongshoreError =>
  new LongshoreError('LS2109', {
    what: `${name} cannot be verified on this machine: its image is for ${wanted}, the machine is ${process.arch}`,
    why,
    fix: `on a machine with ${wanted}, as a CI runner, or with a container engine that emulates it: npx nx verify ${name}`,
    cause,
  });
