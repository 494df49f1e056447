import { z } from 'zod';
import { numberWithin } from './limits';

const providerSchema = z.strictObject({
  provider: z.string().min(1).describe('FARGATE, FARGATE_SPOT, or a capacity provider of the cluster'),
  base: numberWithin('compute.capacityProviders.base', 'Copies that it gets before any other').optional(),
  weight: numberWithin('compute.capacityProviders.weight', 'Its share of the copies beyond that').optional(),
});

const isOfFargate = (provider: string): boolean => provider === 'FARGATE' || provider === 'FARGATE_SPOT';

/** What copies run on: a launch type or capacity providers, never both. */
export const computeSchema = z
  .strictObject({
    launchType: z.enum(['FARGATE', 'EC2']).describe('Fargate, or the instances of the cluster').optional(),
    capacityProviders: z
      .array(providerSchema)
      .min(1)
      .max(20)
      .refine((all) => all.filter(({ base = 0 }) => base > 0).length < 2, 'only one of them can have a base')
      .refine((all) => all.some(({ weight = 0 }) => weight > 0), 'one of them needs a weight above 0')
      .refine(
        (all) => new Set(all.map(({ provider }) => isOfFargate(provider))).size === 1,
        'Fargate’s capacity providers and others cannot be mixed',
      )
      .describe('Capacity providers and how the copies are divided among them')
      .optional(),
  })
  .refine(
    ({ launchType, capacityProviders }) => (launchType === undefined) !== (capacityProviders === undefined),
    'expected launchType or capacityProviders, and not both',
  )
  .describe('What the copies run on');
