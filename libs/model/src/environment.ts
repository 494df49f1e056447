import { z } from 'zod';
import { acceptedKeys, publicKeyOf } from './envelope';
import { notificationsSchema } from './notifications';
import { ifReadable } from './problems';
import { rulesSchema } from './rules';
import { serviceOverrideSchema } from './service';

const resourcesSchema = z
  .strictObject({
    cluster: z.string().describe('Name of the ECS cluster'),
    listenerArn: z.string().describe('Listener that routes to the services'),
    vpcId: z.string().describe('VPC of the target groups'),
    subnets: z.array(z.string()).describe('Subnets of the tasks'),
    securityGroups: z.array(z.string()).describe('Security groups of the tasks'),
    executionRoleArn: z.string().describe('Role that pulls images and reads secrets'),
    taskRoleArn: z.string().describe('Role of the code in the tasks'),
  })
  .partial();

const publicKeySchema = z.string().refine((text) => publicKeyOf(text) !== undefined, `expected ${acceptedKeys}`);

const evidenceRulesSchema = z
  .strictObject({
    signedBy: z
      .array(publicKeySchema)
      .min(1)
      .describe(
        'Public keys (ed25519 or P-256), as PEM or the base64 between its lines: one of them must have signed each record',
      ),
    unsigned: z
      .literal('allowed')
      .describe('Accepts records without a signature. The embedded cloud always does, unless it names keys'),
  })
  .partial()
  .refine(({ signedBy, unsigned }) => !signedBy || !unsigned, {
    error: 'expected signedBy or unsigned, not both',
    ...ifReadable(z.object({})),
  })
  .describe('How evidence and provenance of an image must be signed');

/** The file `deploy/environments/NAME.json`. */
export const environmentSchema = z.strictObject({
  $schema: z.string().optional(),
  account: z
    .string()
    .regex(/^\d{12}$/, 'expected the 12 digits of an AWS account')
    .describe('The AWS account: credentials of another one are refused'),
  region: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'expected a region such as eu-central-1')
    .describe('The AWS region'),
  embedded: z.boolean().describe('Whether this is the embedded cloud on this machine').default(false),
  branch: z.string().describe('The branch that ships to it').optional(),
  promotesFrom: z.string().describe('The environment in which an image has to be proven before').optional(),
  evidence: evidenceRulesSchema.default({}),
  rules: rulesSchema.default({}),
  onFailure: z
    .enum(['continue', 'stop', 'rollback-all'])
    .describe('What becomes of the other services of a run when one fails: go on, begin no more, or go back with all')
    .default('continue'),
  notifications: notificationsSchema.default({}),
  resources: resourcesSchema
    .describe('What is not to be read from the SSM parameters below /longshore/NAME/')
    .default({}),
  defaults: serviceOverrideSchema.describe('Set for every service; a service.json overrides it').default({}),
  services: z
    .record(z.string(), serviceOverrideSchema)
    .describe('Set for one service; overrides its service.json')
    .default({}),
});

/** An environment file after parsing, defaults filled in. */
export type EnvironmentSpec = z.infer<typeof environmentSchema>;

/** Where services run. */
export interface Environment {
  /** The name of its file. */
  name: string;
  spec: EnvironmentSpec;
}

/**
 * The public keys one of which must have signed an image's records; undefined if the environment accepts unsigned ones.
 * Empty if it asks for signatures and names no key: it accepts no image then.
 */
export function signersOf({ spec }: Environment): readonly string[] | undefined {
  const { signedBy, unsigned } = spec.evidence;
  if (signedBy) return signedBy;
  return spec.embedded || unsigned === 'allowed' ? undefined : [];
}
