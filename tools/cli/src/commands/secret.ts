import {
  liveSecrets,
  openAws,
  pointSdkAt,
  resolveService,
  restart,
  type SecretChange,
  type SecretPlace,
  secretsOf,
  setSecret,
  unsetSecret,
} from '@longshore/deploy';
import { readEnvironment, readService } from '@longshore/model';
import { renderSecrets } from '@longshore/report';
import { openFor } from '../open-environment';
import { print, styleOf } from '../output';
import { abortOnSignals } from '../signals';
import { readValue } from '../standard-input';
import { workspaceOf } from '../workspace';
import type { EnvironmentCommand } from './environment';

/** Options of `longshore secret set`. */
export interface SetSecretCommand extends EnvironmentCommand {
  restart?: boolean;
}

/** Sets a secret to what standard input has; prints where it is, never its value. */
export async function set(service: string, name: string, options: SetSecretCommand): Promise<void> {
  const { environment } = options;
  const place = placeOf(service, environment);
  const value = await readValue(`Value of ${name} for ${service} in ${environment}: `);
  const change = await setSecret(place, name, value);
  if (!options.restart) return print('secret set', change, options, whenSet);
  process.stderr.write(`${whenSet(change)}\n`);
  const restarted = await restart(openFor(workspaceOf(process.cwd()), environment), change.service);
  print('secret set', { ...change, restart: restarted }, options, () => `${change.service} runs with it`);
}

/** Prints the secrets of a service without their values. */
export async function list(service: string, options: EnvironmentCommand): Promise<void> {
  const secrets = await secretsOf(placeOf(service, options.environment));
  print('secret list', secrets, options, (rows) => renderSecrets(rows, styleOf(process.stdout), new Date()));
}

/** Deletes a secret that neither a file names nor what is live. */
export async function unset(service: string, name: string, options: EnvironmentCommand): Promise<void> {
  const place = placeOf(service, options.environment);
  const open = openFor(workspaceOf(process.cwd()), options.environment);
  const change = await unsetSecret(place, name, await liveSecrets(open, place.service.name));
  print('secret unset', change, options, ({ from }) => `${from} is gone`);
}

function placeOf(name: string, environmentName: string): SecretPlace {
  const workspace = workspaceOf(process.cwd());
  const environment = readEnvironment(workspace, environmentName);
  const service = resolveService(readService(workspace, name), environment);
  pointSdkAt(workspace, environment);
  return { environment, service, aws: openAws(environment, abortOnSignals()) };
}

const whenSet = (change: SecretChange): string =>
  [
    `${change.from} is set: version ${change.version ?? ''}`,
    ...(change.declare ? declaring(change.declare) : next(change)),
  ].join('\n');

const declaring = ({ file, path, value }: NonNullable<SecretChange['declare']>): string[] => [
  `no container gets it yet: set ${path} in ${file}`,
  `  "${path.slice(path.lastIndexOf('.') + 1)}": ${JSON.stringify(value)}`,
];

const next = ({ service, environment }: SecretChange): string[] => [
  `tasks get it at the next deploy, or by npx longshore restart ${service} -e ${environment}`,
];
