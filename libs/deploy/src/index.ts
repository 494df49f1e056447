export type { Coordinator, LocalImage, LocalImages, PushOutcome } from './coordinator/coordinator';
