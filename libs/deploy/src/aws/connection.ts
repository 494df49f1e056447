import { type Operation } from '../access/operations';

/** What every adapter needs: the region, the way in which calls are made, and what ends them. */
export interface Connection {
  region: string;
  /** Makes one API call: of an operation that the policy of a pipeline knows. */
  call: <Output>(operation: Operation, send: () => Promise<Output>) => Promise<Output>;
  signal: AbortSignal;
}

/** What every SDK client of ours is made with; endpoint and credentials it finds itself. */
export const clientOptions = ({ region }: Connection) => ({ region, maxAttempts: 6 });

/** Makes something once, when it is first needed, and again where that failed: SDK clients take 0.1 to 0.4 s to load. */
export function lazily<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () =>
    (made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    }));
}

/** A list in groups of so many at most. */
export function inGroups<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

/** Reads every page of a list. */
export async function allPages<Page, Item>(
  read: (token: string | undefined) => Promise<Page>,
  itemsOf: (page: Page) => Item[] | undefined,
  tokenOf: (page: Page) => string | undefined,
): Promise<Item[]> {
  const items: Item[] = [];
  let token: string | undefined;
  do {
    const page = await read(token);
    items.push(...(itemsOf(page) ?? []));
    token = tokenOf(page);
  } while (token);
  return items;
}
