import { z } from 'zod';
import { awsShapes } from './aws-shapes';

/** A schema for a type of the ECS API: `string`, `Ulimit[]`, `{string}`. */
function schemaOf(type: string): z.ZodType {
  if (type.endsWith('[]')) return z.array(schemaOf(type.slice(0, -2)));
  if (type.startsWith('{')) return z.record(z.string(), schemaOf(type.slice(1, -1)));
  if (type === 'string') return z.string();
  if (type === 'number') return z.number();
  if (type === 'boolean') return z.boolean();
  return structureOf(type);
}

function structureOf(name: string) {
  const members = Object.entries(awsShapes[name] ?? {});
  return z.strictObject(Object.fromEntries(members.map(([member, type]) => [member, schemaOf(type).optional()])));
}

/**
 * Fields of the ECS API that have no field of their own here, laid over what is rendered: objects are merged, lists
 * replaced. What Longshore answers for is left out: the image, its digest, the rollback.
 */
export const overrideSchema = z
  .strictObject({
    taskDefinition: structureOf('TaskDefinition').describe('Of RegisterTaskDefinition').optional(),
    container: structureOf('Container').describe('Of the service’s own container definition').optional(),
    service: structureOf('Service').describe('Of CreateService and UpdateService').optional(),
  })
  .describe('Any other field of the ECS API, in its own words; objects are merged, lists replaced');

/** Fields of the ECS API as they are to be. */
export type Override = Partial<Record<'taskDefinition' | 'container' | 'service', Record<string, unknown>>>;
