import { changeConfig, configPath, readConfig, resolveService, type WantedConfig } from '@longshore/deploy';
import { LongshoreError, readService, type Setting } from '@longshore/model';
import { renderSettings, seconds } from '@longshore/report';
import { openFor } from '../open-environment';
import { print, styleOf } from '../output';
import { leaveOnSignal } from '../signals';
import { workspaceOf } from '../workspace';
import type { EnvironmentCommand } from './environment';

/**
 * Sets plain values of a service, and replaces its tasks by those that have them.
 * @throws LS1006 for a word that is no pair
 */
export async function set(service: string, pairs: string[], options: EnvironmentCommand): Promise<void> {
  await change(
    'config set',
    service,
    { set: Object.fromEntries(pairs.map((pair) => pairOf(pair, service, options))) },
    options,
  );
}

/** Removes values: what the files say holds again. */
export async function unset(service: string, names: string[], options: EnvironmentCommand): Promise<void> {
  await change('config unset', service, { unset: names }, options);
}

/** Prints the values that were set. */
export async function list(service: string, options: EnvironmentCommand): Promise<void> {
  const open = openFor(workspaceOf(process.cwd()), options.environment);
  const path = configPath(options.environment, service);
  const settings = Object.entries(await readConfig(open, service)).map(([name, value]): Setting => ({
    field: name,
    value,
    from: 'config',
    parameter: `${path}${name}`,
  }));
  print('config list', settings, options, (rows) =>
    rows.length === 0 ? 'no config' : renderSettings(rows, styleOf(process.stdout)),
  );
}

async function change(
  command: 'config set' | 'config unset',
  name: string,
  wanted: WantedConfig,
  options: EnvironmentCommand,
): Promise<void> {
  const { environment } = options;
  const workspace = workspaceOf(process.cwd());
  const goesOn = leaveOnSignal(
    () => `the rollout of ${name} goes on in ECS; follow it with npx longshore status -e ${environment}`,
  );
  const open = openFor(workspace, environment, goesOn);
  const service = resolveService(readService(workspace, name), open.environment);
  process.stderr.write(`${service.name} in ${environment} gets new tasks if they have other values\n`);
  const result = await changeConfig(open, service, wanted);
  print(command, result, options, ({ changed, revision, durationMs }) => {
    if (changed.length === 0 && revision === undefined) return `${service.name} has these values already`;
    const names = changed.join(', ');
    return revision === undefined
      ? `${names}: kept for the next deploy of ${service.name}`
      : `${names}: live with revision ${revision}, ${seconds(durationMs)}`;
  });
}

function pairOf(word: string, service: string, { environment }: EnvironmentCommand): [string, string] {
  const [, name, value] = /^([^=]+)=([^]*)$/.exec(word) ?? [];
  if (name !== undefined && value !== undefined) return [name, value];
  throw new LongshoreError('LS1006', {
    what: `${word} is no pair`,
    why: 'a value is set as NAME=VALUE',
    fix: `npx longshore config list ${service} -e ${environment}`,
  });
}
