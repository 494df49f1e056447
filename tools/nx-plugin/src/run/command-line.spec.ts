import { readCommandLine } from './command-line';

const read = (line: string, variables = {}) => readCommandLine(['node', 'nx', ...line.split(' ')], variables);

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
    ['run @acme/api:deploy:staging', { ships: true, configuration: 'staging' }],
    ['run --project rooms --target deploy', { ships: true, configuration: undefined }],
    ['--verbose -c staging deploy rooms', { ships: true, configuration: 'staging' }],
  ])('%s', (line, expected) => {
    expect(read(line)).toMatchObject(expected);
  });

  test.each(['push', 'plan', 'release', 'deploy'])('a project named %s is no target', (name) => {
    const lines = [
      `lint ${name}`,
      `lint ${name} --fix`,
      `run ${name}:lint`,
      `run ${name}:lint:${name}`,
      `${name}:lint`,
      `run @acme/${name}:lint`,
      `run-many -t lint -p ${name}`,
      `run-many --projects ${name} -t lint`,
      `affected -t lint --exclude ${name}`,
      `affected -t lint --base ${name}`,
      `--project ${name} lint`,
      `run -p ${name} -t lint`,
      `test rooms ${name}`,
      `test rooms --testNamePattern ${name}`,
      `test rooms -- ${name} -t ${name}`,
    ];
    expect(lines.filter((line) => read(line).ships)).toEqual([]);
  });

  test('a project named as a target has that target', () => {
    expect(
      ['deploy deploy', 'run deploy:deploy', 'run-many -t deploy -p deploy'].map((line) => read(line).ships),
    ).toEqual([true, true, true]);
  });

  test.each<[string, Record<string, string>, object | undefined]>([
    ['affected -t deploy -c staging --base=abc', {}, { base: 'abc' }],
    ['affected --targets=deploy --base abc', { NX_BASE: 'def' }, { base: 'abc' }],
    ['affected -t lint,deploy', { NX_BASE: 'def' }, { base: 'def' }],
    ['run-many -t deploy', {}, { all: true }],
    ['affected -t deploy', {}, undefined],
    ['affected -t plan --base=abc', {}, undefined],
    ['affected -t deploy --base=abc --exclude=rooms', {}, undefined],
    ['affected -t deploy --base=abc --head=def', {}, { base: 'abc', head: 'def' }],
    ['affected -t deploy --base=abc', { NX_HEAD: 'def' }, { base: 'abc', head: 'def' }],
    ['affected -t deploy --base=abc --head=HEAD', { NX_HEAD: 'def' }, { base: 'abc', head: 'HEAD' }],
    ['affected -t deploy --base=abc', { NX_HEAD: '' }, { base: 'abc' }],
    ['run-many -t deploy', { NX_HEAD: 'def' }, { all: true }],
    ['affected -t deploy --base=abc --stdin', {}, undefined],
    ['run-many -t deploy -p rooms', {}, undefined],
    ['run rooms:deploy', {}, undefined],
    ['--verbose run-many -t deploy', {}, { all: true }],
  ])('%s with %j reaches %j', (line, variables, reach) => {
    expect(read(line, variables).reach).toEqual(reach);
  });

  test.each<[string, Record<string, string>, object | undefined]>([
    ['affected -t lint test --base=abc', {}, { targets: ['lint', 'test'], span: { base: 'abc' } }],
    ['affected --targets=lint,deploy', {}, { targets: ['lint', 'deploy'], span: { base: 'develop' } }],
    ['affected -t deploy', { NX_BASE: 'abc', NX_HEAD: 'def' }, { span: { base: 'abc', head: 'def' } }],
    [
      'affected -t deploy --base abc --head def',
      { NX_BASE: 'x', NX_HEAD: 'y' },
      { span: { base: 'abc', head: 'def' } },
    ],
    ['affected -t deploy --exclude=rooms', {}, { exclude: ['rooms'] }],
    ['--verbose affected -t deploy', {}, { targets: ['deploy'], span: { base: 'develop' } }],
    ['affected -t deploy --uncommitted', {}, { span: 'uncommitted' }],
    ['affected -t deploy --untracked', {}, { span: 'untracked' }],
    ['affected -t deploy --files=a', {}, undefined],
    ['affected -t deploy --all', {}, undefined],
    ['run-many -t deploy', {}, undefined],
  ])('%s with %j looks for changes in %j', (line, variables, affected) => {
    const found = readCommandLine(['node', 'nx', ...line.split(' ')], variables, 'develop').affected;
    if (affected) expect(found).toMatchObject(affected);
    else expect(found).toBeUndefined();
  });
});
