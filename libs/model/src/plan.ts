import { type Digest } from './digest';

/** One difference between what is live and what should be. */
export interface Change {
  /** Dotted path of the field, in the words of the ECS API, as `containerDefinitions.rooms.image`. */
  field: string;
  from: unknown;
  to: unknown;
  why: 'new' | 'image' | 'config' | 'secret' | 'drift';
}

/** What is to become live: which image of which commit. */
export interface Release {
  service: string;
  environment: string;
  digest: Digest;
  /** The commit that was built, 40 hexadecimal digits. */
  commit: string;
}

/** The difference between desired and live for one service: plain data that can be printed and stored. */
export interface Plan {
  release: Release;
  action: 'create' | 'update' | 'none';
  changes: Change[];
  /** Why nothing is done although live is not as desired. */
  heldBack?: string;
}
