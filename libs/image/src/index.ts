export type { BuiltImage, Project, PushedImage } from './image';
