import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, configPath, explainService, openAws, pointSdkAt } from '@longshore/deploy';
import { type Environment, isLongshoreError, readEnvironment, readService } from '@longshore/model';
import { renderSettings } from '@longshore/report';
import { abortOnSignals } from '../signals';
import { type OutputOptions, print, styleOf } from '../output';
import { workspaceOf } from '../workspace';

/** Options of `longshore explain`. */
export interface ExplainCommand extends OutputOptions {
  environment: string;
}

/** Prints what holds for a service in an environment, and which file or parameter says so. */
export async function explain(name: string, options: ExplainCommand): Promise<void> {
  const workspace = workspaceOf(process.cwd());
  const service = readService(workspace, name);
  const environment = readEnvironment(workspace, options.environment);
  const read = (file: string): unknown => JSON.parse(readFileSync(join(workspace, file), 'utf8'));
  const documents = {
    service: read(`${service.root}/service.json`),
    environment: read(`deploy/environments/${environment.name}.json`),
  };
  const settings = explainService(service, environment, documents, {
    config: await configOf(workspace, environment, service.name),
  });
  print('explain', settings, options, (rows) => renderSettings(rows, styleOf(process.stdout)));
}

/** Errors after which the files alone say what holds. */
const unread: readonly string[] = ['LS1103', 'LS3001', 'LS3003'];

async function configOf(workspace: string, environment: Environment, service: string): Promise<Config> {
  try {
    pointSdkAt(workspace, environment);
    return await openAws(environment, abortOnSignals()).parameters.below(configPath(environment.name, service));
  } catch (error) {
    if (!isLongshoreError(error) || !unread.includes(error.code)) throw error;
    process.stderr.write(`${error.what}: config is left out\n`);
    return {};
  }
}
