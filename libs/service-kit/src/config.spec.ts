import { z } from 'zod';
import { ConfigError, databaseUrl, kitConfig, readConfig } from './config';

const schema = z.intersection(kitConfig, z.object({ DATABASE_URL: databaseUrl }));
const url = 'postgres://rooms:s3cret@127.0.0.1:5432/rooms';

const messageOf = (environment: NodeJS.ProcessEnv) => {
  try {
    readConfig(schema, environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
  }
  throw new Error('expected a ConfigError');
};

describe('readConfig', () => {
  it('turns text into types and fills in what has a default', () => {
    expect(readConfig(schema, { DATABASE_URL: url, PORT: '9000', UNRELATED: 'x' })).toEqual({
      HOST: '0.0.0.0',
      PORT: 9000,
      LOG_LEVEL: 'info',
      STOP_DELAY_MS: 300,
      STOP_TIMEOUT_MS: 20_000,
      DATABASE_URL: url,
    });
  });

  it('names all problems at once, in one line', () => {
    const message = messageOf({ PORT: 'http', LOG_LEVEL: 'loud' });
    expect(message).toContain('PORT: expected a port');
    expect(message).toContain('LOG_LEVEL: ');
    expect(message).toContain('DATABASE_URL: is not set');
    expect(message).not.toContain('\n');
  });

  it('never repeats a value, which may be a secret', () => {
    expect(messageOf({ DATABASE_URL: 'mysql://rooms:s3cret@db/rooms' })).not.toContain('s3cret');
  });

  it('takes an empty variable for one that is not set, rather than for 0', () => {
    expect(readConfig(schema, { DATABASE_URL: url, PORT: '' }).PORT).toBe(8080);
  });
});
