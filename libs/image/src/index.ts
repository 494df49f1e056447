export type { BuiltImage, Project, PushedImage } from './image';
export { bundleService } from './bundle/bundle';
export { buildImage, type BuildOptions } from './build/build-image';
export { readBuiltImage } from './build/layout';
export { pushImage } from './push/push-image';
export { keyTag, reuseImage } from './reuse/reuse-image';
export { writeSbom } from './sbom/sbom-file';
export { testsKey } from './tests-key';
export { verifyImage } from './verify/verify-image';
