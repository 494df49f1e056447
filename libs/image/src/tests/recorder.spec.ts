import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { type TestResults } from '@longshore/model';
import { readOwnRuns } from '../records/own-runs';
import { FixtureWorkspace } from '../testing/workspace';
import { testInputs } from './projects';
import { openRecorder, type Outcome } from './recorder';

describe('the recorder of test results', () => {
  let workspace: FixtureWorkspace;
  let output: PassThrough;
  beforeEach(() => {
    workspace = new FixtureWorkspace();
    output = new PassThrough({ encoding: 'utf8' });
  });
  afterEach(() => workspace.remove());

  const outcome: Outcome = { passed: 1, failed: 0, skipped: [], failedFiles: 0, filesWithSkipped: [] };
  const open = (root: string) =>
    openRecorder({ root: join(workspace.folder, root), workspace: workspace.folder, run: 'run-1', output });
  const recorded = (root: string) =>
    JSON.parse(readFileSync(join(workspace.folder, `dist/tests/${root}.json`), 'utf8')) as TestResults;

  it('notes what the tests are about to run on, in which run', async () => {
    const inputs = testInputs(workspace.folder, 'libs/words');
    const record = await open('libs/words');
    workspace.write('libs/words/src/index.ts', 'export const changed = true;');
    record(outcome);
    expect(recorded('libs/words')).toMatchObject({ passed: 1, inputs, run: 'run-1' });
    expect([...readOwnRuns(workspace.folder)]).toEqual(['run-1']);
  });

  it.each(['apps/hello', 'libs/words'])('names packages that somebody edited while %s was tested', async (root) => {
    const file = join(workspace.folder, 'node_modules/punctuation/index.js');
    const before = readFileSync(file);
    appendFileSync(file, 'debugger;');
    const record = await open(root);
    workspace.write('node_modules/punctuation/index.js', before.toString());
    record(outcome);
    expect(recorded(root).edited).toContain('node_modules/punctuation/index.js: other content');
  });

  it('does not look at packages for a project that is in no image', async () => {
    workspace.project('libs/tools', '@fixture/tools', {});
    appendFileSync(join(workspace.folder, 'node_modules/punctuation/index.js'), 'debugger;');
    (await open('libs/tools'))(outcome);
    expect(recorded('libs/tools')).not.toHaveProperty('edited');
  });

  it('records the counts even if the workspace is broken, and says what is wrong', async () => {
    workspace.write('package-lock.json', '{');
    (await open('libs/words'))(outcome);
    expect(recorded('libs/words')).toMatchObject({ passed: 1 });
    expect(recorded('libs/words')).not.toHaveProperty('inputs');
    expect(output.read()).toContain('package-lock.json');
  });
});
