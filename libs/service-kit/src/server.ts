import fastify, { type FastifyBaseLogger, type FastifyError, type FastifyInstance, LogController } from 'fastify';
import { failingChecks, type HealthChecks } from './health';
import { HttpError } from './input';
import { type Log } from './log';

/** What makes a server: its routes, and what its health depends on. */
export interface ServerParts {
  routes(server: FastifyInstance): void;
  checks?: HealthChecks;
}

/** An HTTP server with the service's routes, `/health`, and errors of one form; it does not listen yet. */
export function createServer(parts: ServerParts, log: Log): FastifyInstance {
  const loggerInstance: FastifyBaseLogger = log;
  const server: FastifyInstance = fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true }),
    // Longer than a load balancer keeps idle connections (60 s on ALB): the one that reuses them must be the one to close them.
    keepAliveTimeout: 65_000,
  });
  server.addHook('onResponse', (request, reply, done) => {
    const { method, url } = request;
    request.log.debug({ method, url, status: reply.statusCode, ms: Math.round(reply.elapsedTime) }, 'request');
    done();
  });
  answerErrors(server);
  answerHealth(server, parts.checks ?? {}, log);
  parts.routes(server);
  return server;
}

function answerHealth(server: FastifyInstance, checks: HealthChecks, log: Log): void {
  server.get('/health', async (_request, reply) => {
    const failing = await failingChecks(checks, log);
    return failing.length === 0 ? { status: 'ok' } : reply.code(503).send({ status: 'failing', failing });
  });
}

function answerErrors(server: FastifyInstance): void {
  server.setNotFoundHandler(({ method, url }) => {
    throw new HttpError(404, 'not_found', `nothing at ${method} ${url}`);
  });
  server.setErrorHandler((error: FastifyError | HttpError, request, reply) => {
    const { status, code, message } = error instanceof HttpError ? error : ofFastify(error);
    if (status >= 500) request.log.error({ err: error }, 'request failed');
    return reply.code(status).send({ error: { code, message } });
  });
}

const codes: Record<number, string> = { 413: 'too_large', 415: 'unsupported_media_type' };

/** Fastify’s own refusals (a body that is no JSON, too large …) keep their status; anything else is our bug, and its text stays here. */
function ofFastify({ statusCode = 500, message }: FastifyError): HttpError {
  if (statusCode >= 500) return new HttpError(500, 'internal', 'internal error');
  return new HttpError(statusCode, codes[statusCode] ?? 'invalid_request', message);
}
