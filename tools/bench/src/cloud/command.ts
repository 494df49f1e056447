import { join } from 'node:path';

/** The `longshore` command of this workspace. */
export const command = join(__dirname, '../../../../node_modules/.bin/longshore');
