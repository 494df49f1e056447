import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { explainService } from '@longshore/deploy';
import { readEnvironment, readService } from '@longshore/model';
import { renderSettings } from '@longshore/report';
import { type OutputOptions, print, styleOf } from '../output';
import { workspaceOf } from '../workspace';

/** Options of `longshore explain`. */
export interface ExplainCommand extends OutputOptions {
  environment: string;
}

/** Prints what holds for a service in an environment, and which file says so; asks nothing of AWS. */
export function explain(name: string, options: ExplainCommand): Promise<void> {
  const workspace = workspaceOf(process.cwd());
  const service = readService(workspace, name);
  const environment = readEnvironment(workspace, options.environment);
  const read = (file: string): unknown => JSON.parse(readFileSync(join(workspace, file), 'utf8'));
  const settings = explainService(service, environment, {
    service: read(`${service.root}/service.json`),
    environment: read(`deploy/environments/${environment.name}.json`),
  });
  print('explain', settings, options, (rows) => renderSettings(rows, styleOf(process.stdout)));
  return Promise.resolve();
}
