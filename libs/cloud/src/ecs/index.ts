export { type Ecs, type EcsOptions } from './options';
