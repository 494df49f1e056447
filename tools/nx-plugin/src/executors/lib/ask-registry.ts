import { isLongshoreError } from '@longshore/model';

/** Asks the registry for what need not be made again; where it cannot be asked, that is no reason not to make it. */
export async function askRegistry<Answer>(
  ask: () => Promise<Answer> | undefined,
  instead: string,
): Promise<Answer | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (!isLongshoreError(error)) throw error;
    process.stderr.write(`${error.what}; ${instead}\n`);
    return undefined;
  }
}
