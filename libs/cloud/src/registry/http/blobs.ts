import { blobUnknown, digestInvalid } from '../errors';
import { isDigest } from '../names';
import { sendContent, sendEmpty } from './answer';
import { type Handler } from './call';
import { readRange } from './range';

/** GET and HEAD of a blob, or of one range of it. */
export const getBlob: Handler = async ({ blobs }, { request, response, repository, reference: digest }) => {
  if (!isDigest(digest)) throw digestInvalid(`${digest} is no digest`);
  const size = repository.blobs[digest];
  if (size === undefined) throw blobUnknown();
  const range = readRange(request.headers.range, size);
  const headers = {
    'content-type': 'application/octet-stream',
    'docker-content-digest': digest,
    'accept-ranges': 'bytes',
    etag: `"${digest}"`,
    'content-length': String(range ? range.end - range.start + 1 : size),
    ...(range ? { 'content-range': `bytes ${range.start}-${range.end}/${size}` } : {}),
  };
  if (request.method === 'HEAD') return sendEmpty(response, range ? 206 : 200, headers);
  const content = await blobs.open(digest, range);
  if (!content) throw blobUnknown();
  response.writeHead(range ? 206 : 200, headers);
  await sendContent(response, content);
};
