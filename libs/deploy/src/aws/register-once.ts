import { isLongshoreError } from '@longshore/model';
import { isThrottle, type SdkError } from './explain';

/** A registration of which at most one takes effect. */
export interface Registration<Revision> {
  /** One request, which the SDK does not repeat. */
  register: () => Promise<Revision>;
  /** The revision that an earlier request has registered, if there is one. */
  find: () => Promise<Revision | undefined>;
  pause: (milliseconds: number) => Promise<void>;
}

const attempts = 5;
const firstPauseMs = 200;
/** How often a revision is looked for before another is registered: what ECS shows may lag behind. */
const looks = 3;
const betweenLooksMs = 100;

/**
 * Registers a revision. RegisterTaskDefinition has no client token: after a lost answer the revision is looked for
 * before the request is repeated.
 */
export async function registerOnce<Revision>(registration: Registration<Revision>): Promise<Revision> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await registration.register();
    } catch (error) {
      const outcome = outcomeOf(error);
      if (outcome === 'final') throw error;
      const found = outcome === 'unknown' ? await look(registration) : undefined;
      if (found) return found;
      if (attempt === attempts) throw error;
      await registration.pause(firstPauseMs * 2 ** (attempt - 1));
    }
  }
}

async function look<Revision>({ find, pause }: Registration<Revision>): Promise<Revision | undefined> {
  for (let count = 1; count <= looks; count++) {
    await pause(betweenLooksMs);
    const found = await find();
    if (found) return found;
  }
  return undefined;
}

/** What is known of a request that failed: refused for good, refused for now, or nothing. */
function outcomeOf(error: unknown): 'final' | 'not taken' | 'unknown' {
  if (!isLongshoreError(error) || !(error.cause instanceof Error)) return 'final';
  const { name, $metadata } = error.cause as SdkError;
  if (isThrottle(error.cause) || $metadata?.clockSkewCorrected) return 'not taken';
  if (($metadata?.httpStatusCode ?? 0) >= 500) return 'unknown';
  return error.code === 'LS3001' && name !== 'CredentialsProviderError' ? 'unknown' : 'final';
}
