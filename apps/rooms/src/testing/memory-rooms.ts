import { randomUUID } from 'node:crypto';
import { type Room } from '@longshore/conversation';
import { type Rooms } from '../rooms';

/** Rooms for as long as a test runs. */
export class MemoryRooms implements Rooms {
  private readonly rooms = new Map<string, Room>();

  create(name: string): Promise<Room> {
    const room = { id: randomUUID(), name, createdAt: new Date() };
    this.rooms.set(room.id, room);
    return Promise.resolve(room);
  }

  list(limit: number): Promise<Room[]> {
    return Promise.resolve([...this.rooms.values()].reverse().slice(0, limit));
  }

  find(id: string): Promise<Room | undefined> {
    return Promise.resolve(this.rooms.get(id));
  }

  delete(id: string): Promise<boolean> {
    return Promise.resolve(this.rooms.delete(id));
  }
}
