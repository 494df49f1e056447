import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isLongshoreError } from '@longshore/model';
import { exclusively } from '../lock';
import { stateFolder } from '../workspace';

/** Time between two looks at whether it is our turn, in milliseconds. */
const lookMs = 50;

/** Does something that services which are served side by side must do one after the other. */
export async function inTurn<Result>(workspace: string, what: string, action: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await exclusively(join(stateFolder(workspace), 'serve', `.${what}`), 'serve', action);
    } catch (error) {
      if (!isLongshoreError(error) || error.code !== 'LS1104') throw error;
      await delay(lookMs);
    }
  }
}
