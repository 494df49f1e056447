import { type CallContext } from '../kernel';
import { type KmsContext } from './context';
import { disabled, invalidState, notFound } from './errors';
import { type KeyRecord, type KmsState } from './state';

/** Where keys are looked for. */
export type Place = Pick<CallContext, 'region' | 'account'>;

/** The ARN of a key or an alias, given as `key/ID` or `alias/NAME`. */
export const arnOf = ({ region, account }: Place, resource: string): string =>
  `arn:aws:kms:${region}:${account}:${resource}`;

/** The state, without the keys whose waiting period is over and their aliases. */
export function currentState({ state, clock }: KmsContext): KmsState {
  for (const { arn, goneAt } of Object.values(state.keys)) {
    if (goneAt === undefined || goneAt > clock.now()) continue;
    delete state.keys[arn];
    for (const [alias, { keyArn }] of Object.entries(state.aliases)) if (keyArn === arn) delete state.aliases[alias];
  }
  return state;
}

/**
 * A key by id, by ARN, by alias or by an alias's ARN, whatever its state.
 * @throws AwsError NotFoundException
 */
export function keyOf(context: KmsContext, place: Place, id = ''): KeyRecord {
  const { keys, aliases } = currentState(context);
  const [, , , region] = id.split(':');
  if (region !== undefined && region !== place.region) throw notFound(`Invalid arn ${region}`);
  const arn = id.startsWith('arn:') ? id : arnOf(place, id.startsWith('alias/') ? id : `key/${id}`);
  const isAlias = arn.includes(':alias/');
  const key = keys[isAlias ? (aliases[arn]?.keyArn ?? '') : arn];
  if (!key) throw notFound(isAlias ? `Alias ${arn} is not found.` : `Key '${arn}' does not exist`);
  return key;
}

/**
 * As `keyOf`, unless the key is to be deleted.
 * @throws AwsError NotFoundException, KMSInvalidStateException
 */
export function keptKey(context: KmsContext, place: Place, id?: string): KeyRecord {
  const key = keyOf(context, place, id);
  if (key.goneAt !== undefined) throw invalidState(`${key.arn} is pending deletion.`);
  return key;
}

/**
 * As `keptKey`, unless the key is disabled.
 * @throws AwsError NotFoundException, KMSInvalidStateException, DisabledException
 */
export function usableKey(context: KmsContext, place: Place, id?: string): KeyRecord {
  const key = keptKey(context, place, id);
  if (!key.enabled) throw disabled(key.arn);
  return key;
}
