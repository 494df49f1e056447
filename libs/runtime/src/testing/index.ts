export * from './image-layout';
