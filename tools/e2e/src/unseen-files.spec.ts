import { Workspace } from './lib/workspace';

/** Changes in files whose names git quotes: Nx takes the quoted form for the name. */
describe('a changed file whose name git quotes', () => {
  let workspace: Workspace;

  beforeAll(() => (workspace = Workspace.clone()));

  afterAll(() => workspace.remove());

  const change = (file: string) => {
    workspace.write(file, `export const changed = ${JSON.stringify(file)};\n`);
    workspace.commit(`Change ${file}`);
  };

  const buildAffected = () => workspace.nx('affected', '-t', 'build', '--base=HEAD~1', '--head=HEAD');

  test('is affected with the settings that the workspace has for Nx', async () => {
    change('apps/rooms/src/größe.ts');
    const { code, output } = await buildAffected();
    expect(output).toMatch(/Successfully ran target build for project rooms/);
    expect(code).toBe(0);
  }, 120_000);

  test('fails the run that would leave its service out, and the fix has the service run', async () => {
    workspace.write('.env', '');
    workspace.commit('Without settings');
    change('libs/conversation/src/größe.ts');
    const { code, output } = await buildAffected();
    expect(output).toMatch(/LS1012.*messages, rooms/);
    expect(output).toContain('libs/conversation/src/größe.ts');
    expect(code).not.toBe(0);
    const [, setting = ''] = /fix\s+git (config core\.quotepath false)/.exec(output) ?? [];
    workspace.git(...setting.split(' '));
    expect((await buildAffected()).output).toMatch(/Successfully ran target build for 2 projects/);
    workspace.git('config', '--unset', 'core.quotepath');
  }, 120_000);

  test('fails no run that it would not have been part of', async () => {
    change('docs/größe.md');
    expect((await buildAffected()).code).toBe(0);
  }, 120_000);

  test('fails the run whatever git is told if its name has quotes or control characters', async () => {
    workspace.git('config', 'core.quotepath', 'false');
    change('apps/users/src/a "b",\tc.ts');
    const { code, output } = await workspace.nx('affected', '-t', 'deploy', '-c', 'local', '--base=HEAD~1');
    expect(output).toMatch(/LS1012.*users/);
    expect(output).toContain('npx nx run-many -t deploy -c local');
    expect(code).not.toBe(0);
  }, 120_000);
});
