import { type Setting } from '@longshore/model';
import { createColors } from 'picocolors';
import { type Style } from './style';
import { cell, table } from './table';

/** The settings of a service, a line each: field, value, and the file and path that decided it. */
export function renderSettings(settings: Setting[], { color }: Style): string {
  const { dim } = createColors(color);
  return table(
    settings.map(({ field, value, file, path, parameter }) => [
      cell(field),
      cell(typeof value === 'string' ? value : JSON.stringify(value)),
      parameter
        ? cell(`config ${parameter}`)
        : file === undefined
          ? { text: 'default', paint: dim }
          : cell(`${file} ${path}`),
    ]),
  );
}
