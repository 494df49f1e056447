import { type Room } from '@longshore/conversation';

/** Where rooms are kept. */
export interface Rooms {
  create(name: string): Promise<Room>;
  /** The newest rooms, newest first. */
  list(limit: number): Promise<Room[]>;
  find(id: string): Promise<Room | undefined>;
  /** Deletes a room and all that was said in it; false where there is none. */
  delete(id: string): Promise<boolean>;
}
