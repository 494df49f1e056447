import { RegistryError } from '../errors';
import { sendJson } from './answer';
import { type Handler } from './call';

/** Tags of a page, where the request does not say; also the most. */
const pageSize = 1000;

/** GET: the tags of a repository, a page of them. */
export const listTags: Handler = (_context, { response, repository, query }) => {
  const after = query.get('last') ?? '';
  const tags = Object.values(repository.manifests)
    .flatMap((manifest) => manifest.tags)
    .filter((tag) => tag > after)
    .sort();
  const page = tags.slice(0, readSize(query.get('n')));
  const last = page.at(-1);
  const more = last !== undefined && page.length < tags.length;
  const next = `</v2/${repository.name}/tags/list?n=${page.length}&last=${last}>; rel="next"`;
  sendJson(response, 200, { name: repository.name, tags: page }, more ? { link: next } : {});
};

function readSize(text: string | null): number {
  if (text === null) return pageSize;
  if (!/^\d{1,9}$/.test(text))
    throw new RegistryError(400, 'PAGINATION_NUMBER_INVALID', `${text} is no number of tags`);
  return Math.min(Number(text), pageSize);
}
