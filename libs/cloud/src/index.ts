export { type Cloud, type CloudOptions } from './cloud';
