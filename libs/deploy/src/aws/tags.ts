import { type Tag } from './shapes';

/** Tags as ECS writes them. */
export const asTags = (tags: Record<string, string>): Tag[] =>
  Object.entries(tags).map(([key, value]) => ({ key, value }));

/** Tags by name. */
export const tagsOf = (tags: Tag[] = []): Record<string, string> =>
  Object.fromEntries(tags.map(({ key = '', value = '' }) => [key, value]));

/** A text in the characters and the length that the value of a tag of ECS may have. */
export const tagValue = (text: string): string => text.replace(/[^\p{L}\p{N} +\-=._:/@]/gu, '_').slice(0, 256);
