import { renderFigures } from '../lib/figures';
import { measureBalancer } from './balancer';
import { measureIdle } from './idle';
import { measureStart } from './start';
import { measureUpload } from './upload';

/** Prints what the embedded cloud costs, each figure beside its target. */
async function main(): Promise<void> {
  for (const measure of [measureStart, measureUpload, measureBalancer, measureIdle]) {
    process.stdout.write(`${renderFigures(await measure())}\n`);
  }
}

void main();
