import { createProgram } from '../program/program';
import { candidates } from './candidates';

const names = { services: () => ['messages', 'rooms', 'users'], environments: () => ['local', 'staging'] };

const complete = (line: string): string[] => candidates(createProgram(), line.split(' '), names);

describe('what may stand at the end of a command line', () => {
  test('is a command, but none that nobody types', () => {
    expect(complete('co')).toEqual(['config', 'completion']);
    expect(complete('')).toContain('status');
    expect(complete('')).not.toContain('coordinator');
  });

  test('is a command below a command', () => {
    expect(complete('base-image ')).toEqual(['set', 'update']);
    expect(complete('secret ')).toEqual(['set', 'list', 'unset']);
    expect(complete('config ')).toEqual(['set', 'list', 'unset']);
  });

  test('is an option of the command', () => {
    expect(complete('logs rooms --')).toEqual(expect.arrayContaining(['--environment', '--follow', '--help']));
    expect(complete('down --')).not.toContain('--environment');
  });

  test('is a service where the command takes one, once or several', () => {
    expect(complete('logs ')).toEqual(['messages', 'rooms', 'users']);
    expect(complete('logs rooms ')).toEqual([]);
    expect(complete('plan rooms u')).toEqual(['users']);
    expect(complete('secret set r')).toEqual(['rooms']);
    expect(complete('config unset ')).toEqual(['messages', 'rooms', 'users']);
  });

  test('is an environment after -e, which is no argument', () => {
    expect(complete('logs -e ')).toEqual(['local', 'staging']);
    expect(complete('status --environment s')).toEqual(['staging']);
    expect(complete('logs -e staging r')).toEqual(['rooms']);
  });

  test('is a choice of an option or an argument, and nothing where anything may stand', () => {
    expect(complete('up --runtime ')).toEqual(['auto', 'docker', 'process']);
    expect(complete('completion z')).toEqual(['zsh']);
    expect(complete('logs rooms --task ')).toEqual([]);
  });
});
