import { createLog } from './log';
import { Lines } from './testing/lines';

describe('createLog', () => {
  it('writes one JSON line with level, time, service and message, and nothing of the machine', () => {
    const lines = new Lines();
    createLog('rooms', 'info', lines).info({ port: 8080 }, 'listening');
    expect(lines.entries).toEqual([
      {
        level: 'info',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        service: 'rooms',
        port: 8080,
        msg: 'listening',
      },
    ]);
  });

  it('keeps quiet below its level', () => {
    const lines = new Lines();
    createLog('rooms', 'warn', lines).info('listening');
    expect(lines.written).toEqual([]);
  });
});
