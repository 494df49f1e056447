import { type Change, type Plan } from '@longshore/model';

/** A plan as lines of text: what would change, from what to what, and why. */
export function renderPlan({ release, action, changes, heldBack }: Plan): string {
  const { service, environment } = release;
  if (heldBack) return `${service} in ${environment} stays as it is: ${heldBack}`;
  if (action === 'none') return `${service} in ${environment}: nothing to change`;
  const verb = action === 'create' ? 'create' : 'update';
  return [`${verb} ${service} in ${environment}:`, ...changes.map(renderChange)].join('\n');
}

const renderChange = ({ field, from, to, why }: Change): string =>
  from === undefined || from === null
    ? `  + ${field} = ${show(to)}  (${why})`
    : `  ~ ${field}: ${show(from)} → ${show(to)}  (${why})`;

const show = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value ?? null));
