import { type Task } from '../aws/shapes';
import { describeFailures, dossierOf } from './dossier';

const task = (id: string, second: number, fields: Task): Task => ({
  taskArn: `arn:aws:ecs:eu-central-1:1:task/main/${id}`,
  stopCode: 'EssentialContainerExited',
  stoppedReason: 'Essential container in task exited',
  stoppedAt: new Date(2026, 0, 1, 0, 0, second),
  ...fields,
});

const wrote = (container: string, id: string) => Promise.resolve([`${container} of ${id}`]);

it('tells of the tasks that failed first, each with what its failing container wrote', async () => {
  const tasks = [
    task('c', 3, { containers: [{ name: 'rooms', exitCode: 1 }] }),
    task('a', 1, {
      containers: [
        { name: 'proxy', exitCode: 0 },
        { name: 'rooms', exitCode: 1 },
      ],
    }),
    task('b', 2, { containers: [{ name: 'rooms', exitCode: 1, reason: 'OutOfMemoryError' }] }),
  ];
  expect(await describeFailures(tasks, wrote)).toEqual([
    {
      task: 'a',
      stopCode: 'EssentialContainerExited',
      reason: 'Essential container in task exited',
      container: 'rooms',
      exitCode: 1,
      lines: ['rooms of a'],
    },
    expect.objectContaining({ task: 'b', containerReason: 'OutOfMemoryError', lines: ['rooms of b'] }),
  ]);
});

it('leaves out tasks that were scaled in', async () => {
  const tasks = [task('a', 1, { stoppedReason: 'Scaling activity initiated by (deployment ecs-svc/1)' })];
  expect(await describeFailures(tasks, wrote)).toEqual([]);
});

it('puts the likely cause, the tasks and what ECS said last together', () => {
  const tasks = [{ task: 'a', exitCode: 1, lines: ['wrong environment: DATABASE_URL expected a URL'] }];
  const messages = Array.from({ length: 20 }, (_, index) => `message ${index}`);
  const symptoms = {
    service: 'rooms',
    project: 'rooms',
    root: 'apps/rooms',
    environment: 'staging',
    spec: { embedded: false, region: 'eu-central-1' },
    tasks,
    unhealthy: undefined,
  };
  expect(dossierOf(symptoms, messages)).toEqual({
    likely: expect.objectContaining({ cause: expect.stringContaining('DATABASE_URL') }),
    tasks,
    events: messages.slice(0, 10),
  });
});
