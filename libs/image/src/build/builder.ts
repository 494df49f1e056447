import { type Base } from '../base/base';
import { type Platform } from '../closure/platform';
import { type BuiltImage, type Project } from '../image';
import { type LayerCache } from '../layers/cache';
import { type Archives } from '../packages/archives';
import { type PinnedPackage } from '../packages/pin-packages';

/** What an image is made of, before anything is bundled or packed. */
export interface Parts {
  project: Project;
  platform: Platform;
  base: Base;
  packages: PinnedPackage[];
  archives: Archives;
  /** Hash of the production files of the service and of the workspace packages it uses. */
  sources: string;
  cache: LayerCache;
  /** Folder that the image goes to, as an OCI layout. */
  layout: string;
}

/** Turns the parts of a service into its image. */
export interface Builder {
  /** Named in the provenance of its images. */
  name: 'layers' | 'dockerfile';
  /**
   * What besides the parts makes the image; empty where nothing does.
   * @throws where this builder cannot build these parts
   */
  inputs(parts: Parts, signal?: AbortSignal): Promise<string[]>;
  build(parts: Parts, inputKey: string, signal?: AbortSignal): Promise<BuiltImage>;
}
