import { z } from 'zod';

const variableSchema = z
  .string()
  .regex(/^[A-Z_][A-Z0-9_]*$/, 'expected the name of a variable, as SLACK_WEBHOOK_URL: the value itself is a secret');

/** Who is told of the end of a run; secrets are named by the variables that hold them. */
export const notificationsSchema = z
  .strictObject({
    slack: z
      .strictObject({
        webhook: variableSchema
          .describe('Variable that holds the address of an incoming webhook')
          .default('SLACK_WEBHOOK_URL'),
      })
      .describe('One message a run'),
    newRelic: z
      .strictObject({
        apiKey: variableSchema.describe('Variable that holds a user key').default('NEW_RELIC_API_KEY'),
        region: z.enum(['us', 'eu']).describe('Data centre of the New Relic account').default('us'),
        entity: z
          .string()
          .describe("Name of a service's entity in New Relic; {service} and {environment} are put in")
          .default('{service}'),
      })
      .describe('A deployment marker for each service that went live'),
  })
  .partial()
  .describe('Who is told of the end of a run');

/** Who is told of the end of a run, defaults filled in. */
export type Notifications = z.infer<typeof notificationsSchema>;
