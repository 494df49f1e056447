export * from './runtime';
export { detectRuntime, EngineError } from './detect-runtime';
export { connect, type EngineAddress, engineAddress, engineAnswers } from './docker/engine';
export { createDockerRuntime } from './docker/docker-runtime';
export { hasImage, imageName, loadImage } from './docker/load-image';
export { layoutSource } from './image/layout-source';
export { readImage } from './image/read-image';
export { isLoopback } from './listening';
export {
  findPostgres,
  type Postgres,
  type PostgresOptions,
  startBackgroundPostgres,
  startPostgres,
} from './postgres/postgres';
export { PostgresError } from './postgres/postgres-error';
export { createProcessRuntime } from './process/process-runtime';
export { outsideWorkspace } from './outside';
export { identify, isAlive, type ProcessIdentity } from './process-identity';
