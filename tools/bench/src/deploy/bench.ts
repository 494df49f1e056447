import { renderFigures } from '../lib/figures';
import { measureCalls, sizes } from './calls';
import { measureLimits, measureOverlap } from './fleets';

/** Prints what deploys of many services cost, each figure beside its target; takes about fifteen minutes. */
async function main(): Promise<void> {
  for (const measure of [...sizes.map((size) => () => measureCalls(size)), measureOverlap, measureLimits]) {
    process.stdout.write(`${renderFigures(await measure())}\n`);
  }
}

void main();
