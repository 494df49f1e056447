import { tags } from '@longshore/model';
import { tagsOf } from '../aws/tags';
import { type Service } from '../aws/shapes';
import { type Desired } from '../render/desired';

/** What identifies a release whatever its commit: its image and its configuration. */
export const contentOf = ({ digest, configHash, config = '' }: Content): string =>
  `${digest}/${configHash}${config && `+${config}`}`;

/** An image and its configuration. */
export interface Content {
  digest: string;
  configHash: string;
  /** Identifies what was set by `longshore config`. */
  config?: string | undefined;
}

const contentOfDesired = ({ release: { digest }, configHash, config }: Desired): string =>
  contentOf({ digest, configHash, config });

/** The tag of a service by which a release is not tried again. */
export interface HeldBack {
  /** Digest, config hash and what identifies config. */
  content: string;
  /** ISO 8601. */
  at: string;
  /** A person, or `ECS` where its circuit breaker went back. */
  by: string;
}

/** The tag as ECS keeps it. */
export const heldBackTag = ({ content, at, by }: HeldBack): string => `${content} ${at} ${by}`.slice(0, 256);

/** What a service must not become again, if there is such a release. */
export function heldBackOf(service: Service | undefined): HeldBack | undefined {
  const [content, at, ...by] = (tagsOf(service?.tags)[tags.heldBack] ?? '').split(' ');
  return content && at ? { content, at, by: by.join(' ') } : undefined;
}

/** The tag that holds a desired release back from now on. */
export const holdBack = (desired: Desired, by: string, now: Date): string =>
  heldBackTag({ content: contentOfDesired(desired), at: now.toISOString(), by });

/**
 * Why a release is not tried although live is not as desired: it was rolled back, and nothing of it has changed since.
 * Undefined where nothing holds it back.
 */
export function reasonToHoldBack(desired: Desired, service: Service | undefined): string | undefined {
  const held = heldBackOf(service);
  if (held?.content !== contentOfDesired(desired)) return undefined;
  const { service: name, environment } = desired.release;
  return (
    `this image with this configuration was rolled back by ${held.by} at ${held.at}; it stays so until one of the two ` +
    `changes, or npx longshore retry ${name} -e ${environment}`
  );
}
