import { type Environment, type Service, type ServiceOverride } from '@longshore/model';

/** A place in a file where a field of a service is set. */
export interface Place {
  file: string;
  path: string;
}

/** What one file says of a service. */
export interface Layer {
  file: string;
  /** Where in the file the fields of a service stand; empty for the whole. */
  within: string;
  fields: ServiceOverride;
}

/** What the files say of a service, the weakest first. */
export function layersOf({ name, root, spec }: Service, { name: environment, spec: own }: Environment): Layer[] {
  const file = `deploy/environments/${environment}.json`;
  return [
    { file, within: 'defaults', fields: own.defaults },
    { file: `${root}/service.json`, within: '', fields: spec },
    { file, within: `services.${name}`, fields: own.services[name] ?? {} },
  ];
}

/** The value of a field, as `copies.min`, in the strongest layer that sets it, and where that is. */
export function settledIn(layers: readonly Layer[], field: string): { value: unknown; place: Place } | undefined {
  for (const { file, within, fields } of [...layers].reverse()) {
    const value = field
      .split('.')
      .reduce<unknown>((part, key) => (part as Record<string, unknown> | undefined)?.[key], fields);
    if (value !== undefined) return { value, place: { file, path: [within, field].filter(Boolean).join('.') } };
  }
  return undefined;
}
