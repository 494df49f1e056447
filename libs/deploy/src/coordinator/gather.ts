import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Turns single questions into few calls: what is asked within some milliseconds is asked at once.
 * @param ask answers for all names of a batch
 * @param nameOf of an answer
 * @param forMs how long questions are gathered
 */
export function gather<Answer>(
  ask: (names: string[]) => Promise<Answer[]>,
  nameOf: (answer: Answer) => string | undefined,
  forMs = 10,
): (name: string) => Promise<Answer | undefined> {
  let names = new Set<string>();
  let next: Promise<Answer[]> | undefined;
  const askAll = async (): Promise<Answer[]> => {
    await sleep(forMs);
    const batch = [...names];
    names = new Set();
    next = undefined;
    return ask(batch);
  };
  return async (name) => {
    names.add(name);
    const answers = await (next ??= askAll());
    return answers.find((answer) => nameOf(answer) === name);
  };
}
