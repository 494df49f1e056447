import { type TaskDefinition } from '@aws-sdk/client-ecs';
import { type TaskDefinitionRecord } from '../state';

/** A task definition as the API shows it. */
export function describeTaskDefinition({ definition }: TaskDefinitionRecord): TaskDefinition {
  const { registeredAt, deregisteredAt, deleteRequestedAt, ...rest } = definition;
  return {
    ...structuredClone(rest),
    ...(registeredAt !== undefined && { registeredAt: new Date(registeredAt) }),
    ...(deregisteredAt !== undefined && { deregisteredAt: new Date(deregisteredAt) }),
    ...(deleteRequestedAt !== undefined && { deleteRequestedAt: new Date(deleteRequestedAt) }),
  };
}
