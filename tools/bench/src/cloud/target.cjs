// The least that a Node server can do: what the load balancer is compared with.
const { createServer } = require('node:http');
const server = createServer((request, response) => response.end('ok'));
server.listen(0, '127.0.0.1', () =>
  process.stdout.write(`${JSON.stringify({ port: String(server.address().port) })}\n`),
);
process.on('SIGTERM', () => process.exit(0));
