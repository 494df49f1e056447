import { z } from 'zod';
import { awsShapes } from './aws-shapes';
import { reasonToRefuse, type Source } from './override-kinds';
import { ifReadable } from './problems';
import { coversCode } from './image-paths';

const shapes: Record<string, Record<string, string>> = awsShapes;

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
  const members = Object.entries(shapes[name] ?? {});
  return z.strictObject(Object.fromEntries(members.map(([member, type]) => [member, schemaOf(type).optional()])));
}

/** A structure of the ECS API without the fields that may not be set in a file: those are refused with the reason. */
function fieldsOf(name: 'TaskDefinition' | 'Container' | 'Service', source: Source) {
  const members = Object.entries(shapes[name] ?? {}).map(([member, type]) => {
    const reason = reasonToRefuse(name, member, source);
    return [member, (reason ? z.never(`cannot be set here: ${reason}`) : schemaOf(type)).optional()];
  });
  return z.strictObject(Object.fromEntries(members) as Record<string, z.ZodType>);
}

/** Mounts by which a container would run other code than its image holds. */
function coveringMounts(fields: Record<string, unknown>, source: Source): { path: string[]; message: string }[] {
  const { mountPoints = [], linuxParameters = {} } = fields as z.infer<typeof mountParts>;
  const { tmpfs } = linuxParameters;
  const mounted = [
    ...mountPoints.map(({ containerPath }) => ({ path: 'mountPoints', at: containerPath })),
    ...(tmpfs ?? []).map(({ containerPath }) => ({ path: 'linuxParameters', at: containerPath })),
  ];
  const covering = mounted.flatMap(({ path, at }) =>
    at && coversCode(at) ? [{ path: [path], message: `a mount at ${at} would cover code of the image` }] : [],
  );
  if (source === 'service.json' || !tmpfs) return covering;
  const message = 'cannot be set here: evidence is the same for every environment, so set tmpfs in service.json';
  return [...covering, { path: ['linuxParameters', 'tmpfs'], message }];
}

const mounts = z.array(z.object({ containerPath: z.string().optional() }));

const mountParts = z.object({
  mountPoints: mounts.optional(),
  linuxParameters: z.object({ tmpfs: mounts.optional() }).optional(),
});

/**
 * Fields of the ECS API that have no field of their own here, laid over what is rendered: objects are merged, lists
 * replaced. What Longshore answers for is left out: the image, its digest, the rollback. So is what would have other
 * code run than was verified.
 */
export const overrideSchemaFor = (source: Source) =>
  z
    .strictObject({
      taskDefinition: fieldsOf('TaskDefinition', source).describe('Of RegisterTaskDefinition').optional(),
      container: fieldsOf('Container', source)
        .superRefine((fields, context) => {
          for (const issue of coveringMounts(fields, source)) context.addIssue({ code: 'custom', ...issue });
        }, ifReadable(mountParts))
        .describe('Of the service’s own container definition')
        .optional(),
      service: fieldsOf('Service', source).describe('Of CreateService and UpdateService').optional(),
    })
    .describe('Any other field of the ECS API, in its own words; objects are merged, lists replaced');

/** Fields of the ECS API as they are to be. */
export type Override = Partial<Record<'taskDefinition' | 'container' | 'service', Record<string, unknown>>>;

/** The fields of a container that `verify` applies, because they decide what runs. */
export interface VerifiedContainer {
  entryPoint?: string[];
  command?: string[];
  user?: string;
}

/** The fields of an override that `verify` applies; where the container may write is `tmpfsOf` and `hasReadonlyRoot`. */
export function verifiedPart(override: Override | undefined): VerifiedContainer {
  const { entryPoint, command, user } = (override?.container ?? {}) as VerifiedContainer;
  return { ...(entryPoint && { entryPoint }), ...(command && { command }), ...(user && { user }) };
}
