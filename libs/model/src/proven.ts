import { z } from 'zod';

/** What the in-toto statement says of an image that became healthy somewhere. */
export const provenPredicateType = 'https://longshore.dev/proven/v1';

/** The record that an image became healthy in an environment. */
export const provenSchema = z.object({
  _type: z.literal('https://in-toto.io/Statement/v1'),
  subject: z
    .array(z.object({ name: z.string(), digest: z.object({ sha256: z.string().regex(/^[a-f0-9]{64}$/) }) }))
    .length(1),
  predicateType: z.literal(provenPredicateType),
  predicate: z.object({
    service: z.string(),
    environment: z.string(),
    account: z.string(),
    taskDefinition: z.string().describe('ARN of the revision that became healthy'),
    configHash: z.string(),
    commit: z.string(),
    run: z.string(),
    actor: z.string(),
    at: z.iso.datetime(),
  }),
});

/** An in-toto statement: this image became healthy in an environment. */
export type Proven = z.infer<typeof provenSchema>;
