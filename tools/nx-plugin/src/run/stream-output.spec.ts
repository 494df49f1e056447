import { readCommandLine } from './command-line';
import { streamServed } from './stream-output';

/** The variables of Nx after the hook, for a command line in a terminal. */
function after(line: string, given: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const argv = ['node', 'nx', ...line.split(' ')];
  const variables = { NX_TUI: 'true', ...given };
  streamServed(readCommandLine(argv, {}), argv, variables);
  return variables;
}

const streamed = { NX_TUI: 'false', NX_STREAM_OUTPUT: 'true', NX_PREFIX_OUTPUT: 'false' };

describe('the output of a run in a terminal', () => {
  test.each(['run-many -t serve', 'run-many -t serve -p rooms,users', 'run rooms:serve', 'affected --targets=serve'])(
    '%s shows the lines of the services',
    (line) => {
      expect(after(line)).toEqual(streamed);
    },
  );

  test.each([
    'run-many -t test',
    'run-many -t serve test',
    'run-many -t serve --tui',
    'run-many -t serve --outputStyle=tui',
    'run-many -t serve --output-style dynamic',
    'lint serve',
  ])('%s stays as Nx has it', (line) => {
    expect(after(line)).toEqual({ NX_TUI: 'true' });
  });

  test('stays as the environment asks for, and where Nx shows no screen', () => {
    const chosen = { NX_DEFAULT_OUTPUT_STYLE: 'tui' };
    expect(after('run-many -t serve', chosen)).toEqual({ NX_TUI: 'true', ...chosen });
    expect(after('run-many -t serve', { NX_TUI: 'false' })).toEqual({ NX_TUI: 'false' });
  });
});
