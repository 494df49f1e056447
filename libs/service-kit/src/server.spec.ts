import { HttpError } from './input';
import { createLog } from './log';
import { createServer, type ServerParts } from './server';
import { Lines } from './testing/lines';

const start = (parts: Partial<ServerParts> = {}, lines = new Lines(), level = 'info') =>
  createServer({ routes: () => undefined, ...parts }, createLog('rooms', level, lines));

describe('createServer', () => {
  it('is healthy while its checks pass', async () => {
    const answer = await start({ checks: { database: () => Promise.resolve() } }).inject('/health');
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toEqual({ status: 'ok' });
  });

  it('names the failing check, and not its cause', async () => {
    const checks = { database: () => Promise.reject(new Error('password s3cret refused')) };
    const answer = await start({ checks }).inject('/health');
    expect(answer.statusCode).toBe(503);
    expect(answer.json()).toEqual({ status: 'failing', failing: ['database'] });
  });

  it('answers errors of the routes as they are', async () => {
    const server = start({
      routes: (routes) =>
        routes.get('/taken', () => {
          throw new HttpError(409, 'taken', 'somebody was faster');
        }),
    });
    const answer = await server.inject('/taken');
    expect(answer.statusCode).toBe(409);
    expect(answer.json()).toEqual({ error: { code: 'taken', message: 'somebody was faster' } });
  });

  it('keeps the text of unexpected errors to the log', async () => {
    const lines = new Lines();
    const routes: ServerParts['routes'] = (server) => server.get('/', () => Promise.reject(new Error('s3cret')));
    const answer = await start({ routes }, lines).inject('/');
    expect(answer.statusCode).toBe(500);
    expect(answer.json()).toEqual({ error: { code: 'internal', message: 'internal error' } });
    expect(lines.entries).toEqual([expect.objectContaining({ level: 'error', msg: 'request failed' })]);
  });

  it('answers unknown paths and malformed bodies in the same form', async () => {
    const server = start({ routes: (routes) => routes.post('/', () => 'ok') });
    const missing = await server.inject('/nowhere');
    expect(missing.statusCode).toBe(404);
    expect(missing.json()).toMatchObject({ error: { code: 'not_found' } });
    const headers = { 'content-type': 'application/json' };
    const malformed = await server.inject({ method: 'POST', url: '/', headers, payload: '{' });
    expect(malformed.statusCode).toBe(400);
    expect(malformed.json()).toMatchObject({ error: { code: 'invalid_request' } });
    const text = await server.inject({ method: 'POST', url: '/', headers: { 'content-type': 'a/b' }, payload: '{}' });
    expect(text.statusCode).toBe(415);
    expect(text.json()).toMatchObject({ error: { code: 'unsupported_media_type' } });
  });

  it('logs requests at debug only', async () => {
    const [quiet, chatty] = [new Lines(), new Lines()];
    await start({}, quiet, 'info').inject('/health');
    await start({}, chatty, 'debug').inject('/health');
    expect(quiet.written).toEqual([]);
    expect(chatty.entries).toEqual([
      expect.objectContaining({ level: 'debug', method: 'GET', url: '/health', status: 200, msg: 'request' }),
    ]);
  });

  it('keeps idle connections longer than a load balancer does', () => {
    expect(start().server.keepAliveTimeout).toBeGreaterThan(60_000);
  });
});
