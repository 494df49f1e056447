import { Reader } from 'protobufjs/minimal';

/** What BuildKit says of a step or of what a step wrote. */
export type Trace = { step: string; name: string; error: string } | { step: string; output: string };

/**
 * Reads a message of BuildKit's own progress, the protobuf type StatusResponse (moby/buildkit, control.proto): of
 * vertexes (1) digest, name and error, of logs (3) vertex and message. dockerode decodes it too, but logs as base64.
 */
export function readTrace(message: Buffer): Trace[] {
  const traces: Trace[] = [];
  for (const [field, bytes] of fieldsOf(message)) {
    const values = field === 1 || field === 3 ? new Map(fieldsOf(bytes)) : undefined;
    const text = (number: number) => Buffer.from(values?.get(number) ?? []).toString();
    if (field === 1) traces.push({ step: text(1), name: text(3), error: text(7) });
    if (field === 3) traces.push({ step: text(1), output: text(4) });
  }
  return traces;
}

/** The fields of a message that hold bytes: strings and other messages. */
function fieldsOf(message: Uint8Array): [number, Uint8Array][] {
  const fields: [number, Uint8Array][] = [];
  const reader = Reader.create(message);
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if ((tag & 7) === lengthDelimited) fields.push([tag >>> 3, reader.bytes()]);
    else reader.skipType(tag & 7);
  }
  return fields;
}

/** The wire type of strings, bytes and messages. */
const lengthDelimited = 2;
