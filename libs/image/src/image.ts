import { type Digest, type Evidence, type Service } from '@longshore/model';
import { type Repository } from '@longshore/registry';

/** One service in one workspace. */
export interface Project {
  /** Absolute path of the workspace. */
  workspace: string;
  service: Service;
}

/** What the target `image` leaves beside the OCI layout, as `dist/images/<service>/image.json`. */
export interface BuiltImage {
  service: string;
  digest: Digest;
  /** The hash of all that makes the image. */
  inputKey: string;
  /** Sum of the compressed layers, in bytes. */
  size: number;
  layers: {
    kind: 'base' | 'dependencies' | 'libraries' | 'application';
    digest: Digest;
    diffId: Digest;
    size: number;
  }[];
}

/** What a push did. */
export interface PushedImage {
  /** As `127.0.0.1:4566/rooms@sha256:…`. */
  reference: string;
  digest: Digest;
  bytesSent: number;
  layersSent: number;
}

/** The public steps of this library, each behind the Nx target of its name. */
export interface ImageSteps {
  /** Target `build`: bundles the service into `dist/apps/<service>/`, packages external. */
  bundleService(project: Project, signal?: AbortSignal): Promise<{ file: string; bytes: number }>;
  /** Target `image`: assembles `dist/images/<service>/` from the bundle, the closure and the base. */
  buildImage(project: Project, signal?: AbortSignal): Promise<BuiltImage>;
  /** Target `verify`: runs the image and its container tests, writes `dist/evidence/<service>.json`. */
  verifyImage(project: Project, signal?: AbortSignal): Promise<Evidence>;
  /** The image that `buildImage` left; throws LS2008. */
  readBuiltImage(project: Project): Promise<BuiltImage>;
  /** Hash of the inputs of the unit and container tests of a service and of the libraries it uses. */
  testsKey(project: Project): Promise<string>;
  /** Target `push`: image, then evidence as its referrer, then tags. */
  pushImage(project: Project, repository: Repository, tags: string[], signal?: AbortSignal): Promise<PushedImage>;
}
