import { type Digest, type Service } from '@longshore/model';

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
  /** Sum of the compressed layers, in bytes. */
  size: number;
  layersSent: number;
  /** Layers that the registry had. */
  layersReused: number;
}

/** How far a push is. */
export interface PushProgress {
  bytesSent: number;
  /** Layers that the registry has by now, whether they were sent or not. */
  layersDone: number;
  layers: number;
}
