export { type Room, roomId, roomName, noSuchRoom } from './room';
export { createRoomsTable } from './rooms-table';
