import { isRefusal } from './explain';

/**
 * Waits for a deletion; what is not there counts as deleted, by an earlier call whose answer was lost or by others.
 * @param names the exceptions by which AWS says that it is not there; where the SDK knows none, AWS's code is the name
 */
export async function orGone(deletion: Promise<unknown>, ...names: string[]): Promise<void> {
  try {
    await deletion;
  } catch (error) {
    if (!names.some((name) => isRefusal(error, name) || isRefusal(error, name.replace(/Exception$/, '')))) throw error;
  }
}
