export * from './runtime';
export { layoutSource } from './image/layout-source';
export { createProcessRuntime } from './process/process-runtime';
export { type Postgres } from './postgres';
