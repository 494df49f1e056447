/** Thrown in place of an answer: the server breaks the connection. */
export class ConnectionReset extends Error {
  override readonly name = 'ConnectionReset';

  constructor() {
    super('a fault breaks this connection');
  }
}
