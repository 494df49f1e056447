export * from './runtime';
export { type Postgres } from './postgres';
