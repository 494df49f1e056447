/** How a registry wants to be asked, from the header `WWW-Authenticate` (RFC 9110, 11.6.1). */
export interface Challenge {
  scheme: 'bearer' | 'basic';
  /** As `realm`, `service`, `scope`. */
  parameters: ReadonlyMap<string, string>;
}

/** The first challenge that can be answered; undefined where there is none. */
export function parseChallenge(header: string | undefined): Challenge | undefined {
  const [, scheme, rest] = /^\s*(bearer|basic)\b(.*)$/is.exec(header ?? '') ?? [];
  if (scheme === undefined || rest === undefined) return undefined;
  const pairs = rest.matchAll(/([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))/g);
  const parameters = new Map(
    [...pairs].map(([, name = '', quoted, bare = '']) => [
      name.toLowerCase(),
      quoted === undefined ? bare : quoted.replace(/\\(.)/g, '$1'),
    ]),
  );
  return { scheme: scheme.toLowerCase() === 'bearer' ? 'bearer' : 'basic', parameters };
}
