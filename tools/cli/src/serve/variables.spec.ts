import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serviceSchema } from '@longshore/model';
import { onThisMachine, variablesOf } from './variables';

let workspace: string;

beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), 'longshore-variables-'));
  mkdirSync(join(workspace, 'apps/rooms'), { recursive: true });
});

afterEach(() => rmSync(workspace, { recursive: true }));

const variables = (shell: NodeJS.ProcessEnv, given: Record<string, string>) => {
  const spec = serviceSchema.parse({ kind: 'http', route: { paths: ['/rooms'] } });
  const project = { workspace, service: { name: 'rooms', project: 'rooms', root: 'apps/rooms', spec } };
  return onThisMachine(variablesOf(project, { variables: given }, { DATABASE_URL: 'postgres://here' }), shell);
};

describe('the environment of a service in development', () => {
  test('has what the task definition gives, before what the shell says', () => {
    expect(variables({ LOG_LEVEL: 'fatal', HOME: '/home' }, { LOG_LEVEL: 'debug' })).toMatchObject({
      LOG_LEVEL: 'debug',
      HOME: '/home',
      DATABASE_URL: 'postgres://here',
    });
  });

  test('takes what the .env.local files set before all else, the service’s own before the workspace’s', () => {
    writeFileSync(
      join(workspace, '.env.local'),
      'TOKEN="of all"\nLOG_LEVEL=warn # quiet\nDATABASE_URL=postgres://mine\n',
    );
    writeFileSync(join(workspace, 'apps/rooms/.env.local'), 'TOKEN=of-rooms\n');
    expect(variables({}, { LOG_LEVEL: 'debug' })).toMatchObject({
      TOKEN: 'of-rooms',
      LOG_LEVEL: 'warn',
      DATABASE_URL: 'postgres://mine',
    });
  });
});
