import { randomUUID } from 'node:crypto';
import { AwsError, type AwsService } from '../kernel';
import { type Dispatch, findTarget, readSignature, refuse } from '../protocol';

const tooMany = 'Too many concurrent attempts to create a new revision of the specified family';

/** Lets one RegisterTaskDefinition of a family in at a time, as AWS does: clients have to try again by themselves. */
export const withOneRegistration = (inner: Dispatch, services: AwsService[]): Dispatch => {
  const underWay = new Set<string>();
  return async (request) => {
    const { operation, protocol } = findTarget(services, request);
    const signature = readSignature(request.headers['authorization']);
    if (operation !== 'RegisterTaskDefinition' || typeof signature !== 'object') return inner(request);
    const key = `${signature.region} ${familyOf(request.body)}`;
    if (underWay.has(key)) return refuse(new AwsError('ClientException', tooMany), protocol, randomUUID());
    underWay.add(key);
    try {
      return await inner(request);
    } finally {
      underWay.delete(key);
    }
  };
};

function familyOf(body: string): string {
  try {
    return String((JSON.parse(body) as { family?: unknown }).family);
  } catch {
    return ''; // what cannot be read is refused further in
  }
}
