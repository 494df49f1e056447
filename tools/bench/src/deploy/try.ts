import { renderFigures } from '../lib/figures';
import { measureCalls } from './calls';
void measureCalls().then((f) => process.stdout.write(`${renderFigures(f)}\n`));
