/** Who signed a request, for which service and region: the credential scope of Signature Version 4. */
export interface Signature {
  accessKeyId: string;
  region: string;
  service: string;
}

const credential = /Credential=([^/,\s]+)\/(\d{8})\/([a-z0-9-]+)\/([a-z0-9-]+)\/aws4_request/;

/**
 * Reads the signature of an `Authorization` header. Any well-formed one is accepted: nobody here has a secret key.
 * @returns undefined where the header is missing, 'malformed' where it is not one of Signature Version 4
 */
export function readSignature(authorization: string | undefined): Signature | 'malformed' | undefined {
  if (authorization === undefined) return undefined;
  const match = credential.exec(authorization);
  const complete = authorization.startsWith('AWS4-HMAC-SHA256 ') && /SignedHeaders=/.test(authorization);
  if (!match || !complete || !/Signature=[0-9a-f]{64}\b/.test(authorization)) return 'malformed';
  const [, accessKeyId = '', , region = '', service = ''] = match;
  return { accessKeyId, region, service };
}
