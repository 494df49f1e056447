export { readConfig, ConfigError, databaseUrl } from './config';
export { createLog, type Log } from './log';
export { openDatabase, createTables, pingDatabase, type Database } from './database';
export { HttpError, parseInput, plainText } from './input';
export { type HealthChecks } from './health';
export { createServer, type ServerParts } from './server';
export { watchConnections, type Connections } from './connections';
export { startService, type ServiceDefinition, type ServiceParts } from './start-service';
export { startWorker, type Messages, type WorkerDefinition, type WorkerParts } from './start-worker';
