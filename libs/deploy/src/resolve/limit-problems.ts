import { awsLimits, embeddedLimits, type Limit, type LimitedField, type Problem } from '@longshore/model';
import { type Layer, settledIn } from './layers';

/** The numbers that an environment does not accept. The file schemas accept what any environment does. */
export function limitProblems(layers: readonly Layer[], embedded: boolean): Problem[] {
  if (embedded) return [];
  return Object.keys(embeddedLimits).flatMap((field) => {
    const { least, most, source }: Limit = awsLimits[field as LimitedField];
    const settled = settledIn(layers, field);
    if (!settled || Number(settled.value) >= least) return [];
    const message = `is ${Number(settled.value)}, and AWS accepts ${least} to ${most} (${source})`;
    return [{ ...settled.place, message }];
  });
}
