import { type AwsService, type CallContext, type Operation } from './kernel';

/** Calls an operation from within the cloud, as if it had come over the wire. */
export async function invoke<Output>(
  { operations }: AwsService,
  operation: string,
  input: object,
  context: CallContext,
): Promise<Output> {
  return (await (operations[operation] as Operation)(input, context)) as Output;
}
