import { randomBytes } from 'node:crypto';
import { type EcrState, type Token } from './state';

const lifetime = 12 * 3600 * 1000;
/** Expired tokens are remembered a while, so that their users are told why; never more than these. */
const kept = 1000;

/** Gives out a token that holds for 12 hours. Its password has no colon: clients split `AWS:PASSWORD` on it. */
export function issueToken(state: EcrState, now: number): Token {
  const token = { password: randomBytes(48).toString('base64url'), expiresAt: now + lifetime };
  state.tokens = [...state.tokens.slice(1 - kept), token];
  return token;
}

/** Whether a password holds. */
export function checkToken(state: EcrState, password: string, now: number): 'valid' | 'expired' | 'unknown' {
  const token = state.tokens.find((each) => each.password === password);
  if (!token) return 'unknown';
  return token.expiresAt > now ? 'valid' : 'expired';
}
