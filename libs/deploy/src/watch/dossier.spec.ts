import { type Task } from '../aws/shapes';
import { dossierOf } from './dossier';

const subject = { service: 'rooms', environment: 'staging' };

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
  const dossier = await dossierOf(subject, { tasks, messages: ['newest', 'older'] }, wrote);
  expect(dossier.tasks).toEqual([
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
  expect(dossier.events).toEqual(['newest', 'older']);
});

it('leaves out tasks that were scaled in', async () => {
  const tasks = [task('a', 1, { stoppedReason: 'Scaling activity initiated by (deployment ecs-svc/1)' })];
  expect(await dossierOf(subject, { tasks, messages: [] }, wrote)).toEqual({ tasks: [], events: [] });
});
