import { type ServiceState, type ServiceStatus } from '@longshore/model';
import { createColors } from 'picocolors';
import { age, type Style } from './style';
import { type Cell, cell, fittedTable, table } from './table';
import { wrap } from './wrap';

/** Every service with what is live of it; then what is to be known besides; URLs last. */
export function renderStatus(services: ServiceStatus[], style: Style, now: Date): string {
  if (services.length === 0) return 'no services yet: npx nx g @longshore/nx:service NAME';
  const { dim } = createColors(style.color);
  const head = ['SERVICE', 'STATE', 'TASKS', 'HEALTHY', 'REVISION', 'COMMIT', 'AGE', 'BEHIND', 'SUBJECT'];
  const rows = services.map((each) => row(each, style, now));
  const notes = services.flatMap(({ service, state, targets, heldBack, destroy, untested }) => [
    ...(state === 'unhealthy' && targets?.why ? [`${service} is unhealthy: ${targets.why}`] : []),
    ...(untested ? [`${service} is not fully tested: ${untested}`] : []),
    ...(heldBack ? [`${service}: a release is held back, ${heldBack}`] : []),
    ...(destroy ? [`${service} has no folder here: ${destroy}`] : []),
  ]);
  const urls = services.flatMap(({ service, url }) => (url ? [[cell(service), cell(url)]] : []));
  const all = [head.map((text) => ({ text, paint: dim })), ...rows];
  const overview = fittedTable(all, style.columns, { cut: 'SUBJECT', drop: ['BEHIND', 'AGE', 'COMMIT', 'REVISION'] });
  const wrapped = notes.flatMap((note) => wrap(note, style.columns));
  const parts = [overview, wrapped.join('\n'), table(urls)];
  return parts.filter(Boolean).join('\n\n');
}

function row({ service, state, running, desired, ...live }: ServiceStatus, style: Style, now: Date): Cell[] {
  return [
    cell(service),
    { text: state, paint: painterOf(state, style) },
    cell(state === 'missing' ? '-' : `${running}/${desired}${live.copies ? rangeOf(live.copies) : ''}`),
    cell(live.targets && `${live.targets.healthy}/${live.targets.total}`),
    cell(live.revision),
    cell(live.commit?.slice(0, 7)),
    cell(live.since && age(live.since, now)),
    cell(live.behind),
    cell(live.subject?.slice(0, 50)),
  ];
}

const rangeOf = ({ min, max }: { min: number; max: number }): string => ` (${min}-${max})`;

function painterOf(state: ServiceState, { color }: Style): (text: string) => string {
  const { green, red, yellow, dim } = createColors(color);
  switch (state) {
    case 'steady':
      return green;
    case 'failed':
    case 'unhealthy':
    case 'short':
      return red;
    case 'rolling':
    case 'orphan':
      return yellow;
    case 'missing':
      return dim;
  }
}
