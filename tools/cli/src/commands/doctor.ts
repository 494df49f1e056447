import { openAws, pointSdkAt, readConfiguration } from '@longshore/deploy';
import { type Environment, isLongshoreError, readEnvironment } from '@longshore/model';
import { checkBaseImage } from '../doctor/base-image';
import { type Check, diagnose, ok } from '../doctor/check';
import { environmentChecks, withoutCloud } from '../doctor/environment';
import { machineChecks } from '../doctor/machine';
import { renderDiagnoses } from '../doctor/render';
import { colorOf, type OutputOptions, print } from '../output';
import { workspaceOf } from '../workspace';

/** Options of `longshore doctor`. */
export interface DoctorCommand extends OutputOptions {
  environment: string;
}

/** How long all checks together may take, in milliseconds. */
const patience = 15_000;

/** Looks at everything that has to be there before a deploy can work; exits 1 where something is not. */
export async function doctor({ environment: name, ...options }: DoctorCommand): Promise<void> {
  const workspace = workspaceOf(process.cwd());
  const environment = readEnvironment(workspace, name);
  const signal = AbortSignal.timeout(patience);
  const checks = [
    ...machineChecks(workspace, environment),
    { name: 'services', look: () => Promise.resolve(ok(servicesOf(workspace, name))) },
    { name: 'base image', look: () => Promise.resolve(checkBaseImage(workspace, environment)) },
    ...checksOf(workspace, environment, signal),
  ];
  const diagnoses = await diagnose(checks, signal);
  print('doctor', diagnoses, options, (all) => renderDiagnoses(all, colorOf(process.stdout)));
  if (diagnoses.some(({ state }) => state === 'fail')) process.exitCode = 1;
}

function checksOf(workspace: string, environment: Environment, signal: AbortSignal): Check[] {
  try {
    pointSdkAt(workspace, environment);
  } catch (error) {
    if (!isLongshoreError(error) || error.code !== 'LS1103') throw error;
    return [withoutCloud()];
  }
  return environmentChecks(environment, openAws(environment, signal), endpointOf(environment));
}

const servicesOf = (workspace: string, environment: string): string => {
  const names = readConfiguration(workspace, environment).services.map(({ name }) => name);
  return names.length > 0 ? names.join(', ') : 'none yet';
};

/** Where AWS answers for the region of an environment. */
const endpointOf = ({ spec: { region } }: Environment): string =>
  process.env['AWS_ENDPOINT_URL'] ?? `https://sts.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
