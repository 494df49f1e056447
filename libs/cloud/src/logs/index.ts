export { createLogs, type Logs, type LogsOptions } from './logs';
