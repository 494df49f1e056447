import { asInterruption, isLongshoreError } from '@longshore/model';
import { type Actionable, renderError } from '@longshore/report';

/** Wraps a command: an error that a user can act on is printed as such and exits 1; another is a bug and shows its stack. */
export const run =
  <Arguments extends unknown[]>(command: (...given: Arguments) => Promise<void>) =>
  async (...given: Arguments): Promise<void> => {
    try {
      await command(...given);
    } catch (error) {
      const told = asInterruption(error, { what: 'the command was interrupted', fix: 'run it again' });
      process.stderr.write(`${isActionable(told) ? renderError(told) : (told as Error).stack}\n`);
      process.exitCode = 1;
    }
  };

/** Recognises the embedded cloud's errors by shape: whoever does not run it does not load it. */
const isActionable = (error: unknown): error is Actionable =>
  isLongshoreError(error) || (error instanceof Error && error.name === 'CloudError');
