import { type Tag } from './shapes';

/** Tags as ECS writes them. */
export const asTags = (tags: Record<string, string>): Tag[] =>
  Object.entries(tags).map(([key, value]) => ({ key, value }));

/** Tags by name. */
export const tagsOf = (tags: Tag[] = []): Record<string, string> =>
  Object.fromEntries(tags.map(({ key = '', value = '' }) => [key, value]));
