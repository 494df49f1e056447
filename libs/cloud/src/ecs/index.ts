export { createEcs } from './ecs';
export { type Ecs, type EcsOptions } from './options';
export { type UsedImages } from './used-images';
