import { type Message, type Messages, type NewMessage, type Page } from '../messages';

/** Messages of given rooms, for as long as a test runs. */
export class MemoryMessages implements Messages {
  private readonly messages: Message[] = [];

  constructor(private readonly rooms: string[]) {}

  post(roomId: string, message: NewMessage): Promise<Message | undefined> {
    if (!this.rooms.includes(roomId)) return Promise.resolve(undefined);
    const posted = { id: String(this.messages.length + 1), roomId, ...message, sentAt: new Date() };
    this.messages.push(posted);
    return Promise.resolve(posted);
  }

  list(roomId: string, { after, limit }: Page): Promise<Message[] | undefined> {
    if (!this.rooms.includes(roomId)) return Promise.resolve(undefined);
    const inRoom = this.messages.filter((message) => message.roomId === roomId);
    const found = after ? inRoom.filter(({ id }) => BigInt(id) > BigInt(after)).slice(0, limit) : inRoom.slice(-limit);
    return Promise.resolve(found);
  }
}
