import { type Digest, readBaseImage } from '@longshore/model';
import { type Platform } from '../closure/platform';
import { type LayerCache } from '../layers/cache';
import { type Layer } from '../layers/pack';
import { chosenBase } from './chosen-base';
import { madeBase } from './made-base';

/** The image under every service. */
export interface Base {
  /** Identifies it. */
  digest: Digest;
  /** Whether it was made of the Node at hand: no one else has the same, and nobody mends it. */
  isMade: boolean;
  /** Path of node in it. */
  node: string;
  /** What is needed of it once an image is built; fetched, where it is not in the cache. */
  load(signal?: AbortSignal): Promise<BaseContent>;
}

/** What an image takes over from its base. */
export interface BaseContent {
  layers: Layer[];
  /** As `NAME=value`. */
  environment: string[];
}

/**
 * The base that the workspace has chosen; else one made of the Node at hand.
 * @throws LS1009, LS2007, LS2009 where it is not there for the platform
 */
export async function openBase(
  workspace: string,
  cache: LayerCache,
  platform: Platform,
  signal?: AbortSignal,
): Promise<Base> {
  const chosen = readBaseImage(workspace);
  return chosen ? chosenBase(chosen, cache, platform) : madeBase(cache, platform, signal);
}
