/** Thrown where a target answers something that is no HTTP/1 response: the client gets a 502. */
export class MalformedResponse extends Error {
  override readonly name = 'MalformedResponse';
}
