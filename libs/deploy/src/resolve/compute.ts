import { type ServiceOverride } from '@longshore/model';

/** Whether copies run on Fargate; a strategy never mixes it with others. */
export const isOnFargate = ({ launchType, capacityProviders = [] }: NonNullable<ServiceOverride['compute']>): boolean =>
  launchType === 'FARGATE' || capacityProviders.some(({ provider }) => provider.startsWith('FARGATE'));
