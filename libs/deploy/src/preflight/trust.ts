/**
 * Whether a role's trust policy lets ECS give the role to tasks.
 * @param document JSON
 */
export function trustsTasks(document: string): boolean {
  const { Statement } = JSON.parse(document) as { Statement?: unknown };
  return listOf(Statement).some(allowsTasks);
}

function allowsTasks(statement: unknown): boolean {
  const { Effect, Principal, Action } = statement as { Effect?: string; Principal?: unknown; Action?: unknown };
  const services = typeof Principal === 'object' ? listOf((Principal as { Service?: unknown }).Service) : [];
  return (
    Effect === 'Allow' &&
    services.includes('ecs-tasks.amazonaws.com') &&
    listOf(Action).some((action) => typeof action === 'string' && /^(sts:(AssumeRole|\*)|\*)$/i.test(action))
  );
}

/** IAM takes one of a thing without the brackets of a list. */
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : value === undefined ? [] : [value]);
