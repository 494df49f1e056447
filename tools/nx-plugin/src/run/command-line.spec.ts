import { readCommandLine } from './command-line';

const read = (line: string) => readCommandLine(['node', 'nx', ...line.split(' ')]);

describe('the command line of a run', () => {
  test.each([
    ['affected -t deploy -c staging', { ships: true, configuration: 'staging' }],
    ['affected --targets=lint,deploy --configuration=staging', { ships: true, configuration: 'staging' }],
    ['run-many -t lint deploy', { ships: true, configuration: undefined }],
    ['run rooms:deploy:staging', { ships: true, configuration: 'staging' }],
    ['rooms:plan', { ships: true, configuration: undefined }],
    ['push rooms -c=production', { ships: true, configuration: 'production' }],
    ['run-many -t test -c ci', { ships: false, configuration: 'ci' }],
    ['run rooms:build:production', { ships: false, configuration: 'production' }],
  ])('%s', (line, expected) => {
    expect(read(line)).toEqual(expected);
  });
});
