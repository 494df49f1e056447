import { createHash } from 'node:crypto';

/** An event as a stream keeps it. */
export interface LogEvent {
  /** Its number in the stream, in the order in which events came in. */
  serial: number;
  /** When it happened, in milliseconds since 1970. */
  timestamp: number;
  /** When it came in, in milliseconds since 1970. */
  ingestedAt: number;
  message: string;
}

/** The order in which a stream is read: by time, and those of the same time as they came in. */
export const inOrder = (a: LogEvent, b: LogEvent): number => a.timestamp - b.timestamp || a.serial - b.serial;

/** The place of an event in its stream, as text that sorts as events do: 32 digits. */
export const positionOf = ({ timestamp, serial }: Pick<LogEvent, 'timestamp' | 'serial'>): string =>
  String(timestamp).padStart(16, '0') + String(serial).padStart(16, '0');

/** The id of an event: 56 digits as those of AWS, its place in the stream and then what tells the stream. */
export const eventId = (event: LogEvent, file: string): string => positionOf(event) + digitsOf(file);

const digitsOf = (text: string): string =>
  BigInt(`0x${createHash('sha256').update(text).digest('hex').slice(0, 19)}`)
    .toString()
    .padStart(24, '0')
    .slice(0, 24);

/** Bytes that an event counts for, as AWS counts: 26 beside its message. */
export const sizeOf = (message: string): number => Buffer.byteLength(message) + 26;
