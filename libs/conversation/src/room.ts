import { HttpError, plainText } from '@longshore/service-kit';
import { z } from 'zod';

/** The id of a room. */
export const roomId = z.uuid('expected the id of a room');

/** What a room may be called; several may bear one name. */
export const roomName = plainText(80);

/** A place where people write messages to each other. */
export interface Room {
  id: string;
  name: string;
  createdAt: Date;
}

/** The answer where a room is missing: 404 `room_not_found`. */
export const noSuchRoom = (id: string) => new HttpError(404, 'room_not_found', `no room ${id}`);
