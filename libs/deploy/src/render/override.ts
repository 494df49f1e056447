type Tree = Record<string, unknown>;

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Lays fields over others: objects are merged to any depth, lists and values replaced. */
export function overlay<Base extends object>(base: Base, fields: object | undefined): Base {
  const merged: Tree = { ...(base as Tree) };
  for (const [key, value] of Object.entries(fields ?? {})) {
    if (value === undefined) continue;
    const before = merged[key];
    merged[key] = isTree(value) ? overlay(isTree(before) ? before : {}, value) : value;
  }
  return merged as Base;
}

/** The part of something that has the fields of an override: what of it is to be compared. */
export function partOf(live: unknown, fields: unknown): unknown {
  if (!isTree(fields) || !isTree(live)) return live;
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, partOf(live[key], value)]));
}

/** Without what says nothing, as AWS adds it to what it shows: empty lists and objects, false, 0, undefined. */
export function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.length > 0 ? value.map(withoutEmpty) : undefined;
  if (!isTree(value)) return value || undefined;
  const entries = Object.entries(value)
    .map(([key, member]) => [key, withoutEmpty(member)] as const)
    .filter(([, member]) => member !== undefined);
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}
