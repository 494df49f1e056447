import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { FixtureWorkspace } from '../testing/workspace';
import { leaveResults } from '../testing/records';
import { parseJunit } from './junit';
import { unitTests } from './results';

const xml = (cases: string) =>
  `<?xml version="1.0"?><testsuites><testsuite name="words">${cases}</testsuite></testsuites>`;
const passedCase = '<testcase classname="words" name="one"/>';

describe('results in the form of JUnit', () => {
  it('are counted, in suites within suites too', () => {
    const inner = `<testsuite>${passedCase}<testcase classname="deep" name="two"><skipped/></testcase></testsuite>`;
    const failing = `<testcase classname="x" name="three"><failure>no</failure></testcase><testcase name="four"><error/></testcase>`;
    expect(parseJunit(xml(inner + failing))).toEqual({
      passed: 1,
      failed: 2,
      skipped: ['deep two'],
      failedFiles: 2,
      focused: [],
    });
    expect(parseJunit(`<testsuite>${passedCase}</testsuite>`)).toMatchObject({ passed: 1 });
  });

  it.each(['', 'not XML', '<html></html>', '<testsuites><testsuite>'])('are nothing else: %s', (text) => {
    expect(parseJunit(text)).toBeUndefined();
  });

  describe('of a project', () => {
    let workspace: FixtureWorkspace;
    beforeEach(() => {
      workspace = new FixtureWorkspace();
      leaveResults(workspace, 'apps/hello');
    });
    afterEach(() => workspace.remove());

    it('are accepted from any runner', async () => {
      workspace.write('dist/tests/libs/words.xml', xml(passedCase));
      const [, words] = await unitTests(workspace.hello);
      expect(words).toMatchObject({ project: 'libs/words', tests: { passed: 1, failed: 0, skipped: 0 } });
      expect(words).not.toHaveProperty('run');
    });

    it('are refused if a file is newer on which the tests run', async () => {
      workspace.write('dist/tests/libs/words.xml', xml(passedCase));
      const later = Date.now() / 1000 + 60;
      utimesSync(join(workspace.folder, 'libs/words/src/index.ts'), later, later);
      await expect(unitTests(workspace.hello)).rejects.toMatchObject({
        code: 'LS2104',
        why: expect.stringMatching(/sources changed since dist\/tests\/libs\/words\.xml/),
      });
    });
  });
});
