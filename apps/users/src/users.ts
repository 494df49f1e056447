/** Somebody who writes messages. */
export interface User {
  id: string;
  /** The name that no two users share. */
  handle: string;
  /** The name that others see. */
  name: string;
  createdAt: Date;
}

/** What a user is made from. */
export type NewUser = Pick<User, 'handle' | 'name'>;

/** Where users are kept. */
export interface Users {
  /** Undefined where somebody has the handle already. */
  create(user: NewUser): Promise<User | undefined>;
  /** The newest users, newest first. */
  list(limit: number): Promise<User[]>;
  find(id: string): Promise<User | undefined>;
  /** False where there is no such user. */
  delete(id: string): Promise<boolean>;
}
