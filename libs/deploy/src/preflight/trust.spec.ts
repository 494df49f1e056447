import { trustsTasks } from './trust';

const policy = (statement: unknown) => JSON.stringify({ Version: '2012-10-17', Statement: statement });
const tasks = { Effect: 'Allow', Principal: { Service: 'ecs-tasks.amazonaws.com' }, Action: 'sts:AssumeRole' };

test.each([
  [true, tasks],
  [true, [tasks]],
  [true, { ...tasks, Principal: { Service: ['ec2.amazonaws.com', 'ecs-tasks.amazonaws.com'] }, Action: ['sts:*'] }],
  [false, { ...tasks, Effect: 'Deny' }],
  [false, { ...tasks, Principal: { Service: 'ec2.amazonaws.com' } }],
  [false, { ...tasks, Principal: '*' }],
  [false, { ...tasks, Action: 'sts:TagSession' }],
  [false, []],
])('%s for %j', (expected, statement) => {
  expect(trustsTasks(policy(statement))).toBe(expected);
});
