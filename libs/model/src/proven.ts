import { z } from 'zod';
import { statementSchema } from './statement';

/** The predicate type of the record that an image became healthy somewhere. */
export const provenPredicateType = 'https://longshore.dev/proven/v1';

/** The record that an image became healthy in an environment. */
export const provenSchema = statementSchema(
  provenPredicateType,
  z.object({
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
);

/** An in-toto statement: this image became healthy in an environment. */
export type Proven = z.infer<typeof provenSchema>;
