export * from './image-layout';
export * from './engine';
export * from './node-base';
