/** Something said in a room. */
export interface Message {
  /** Grows within a room; a string, since it may outgrow a JavaScript number. */
  id: string;
  roomId: string;
  author: string;
  text: string;
  sentAt: Date;
}

/** What a message is made from. */
export type NewMessage = Pick<Message, 'author' | 'text'>;

/** Which messages of a room: the `limit` next ones after the message `after`, or the `limit` newest. */
export interface Page {
  after?: string | undefined;
  limit: number;
}

/** Where messages are kept. */
export interface Messages {
  /** Undefined where there is no such room. */
  post(roomId: string, message: NewMessage): Promise<Message | undefined>;
  /** Newest last; undefined where there is no such room. */
  list(roomId: string, page: Page): Promise<Message[] | undefined>;
}
