import { notBuilt } from './errors';

/**
 * Refuses a request that asks for what is not built, since leaving it out in silence would change what happens.
 * An empty list, an empty object or `false` asks for nothing.
 * @throws AwsError UnsupportedFeatureException
 */
export function refuse<Request extends object>(
  request: Request,
  features: Partial<Record<keyof Request, string>>,
): void {
  for (const [field, feature] of Object.entries(features)) {
    if (isAsked(request[field as keyof Request])) throw notBuilt(String(feature));
  }
}

function isAsked(value: unknown): boolean {
  if (value === undefined || value === null || value === false) return false;
  return typeof value !== 'object' || Object.values(value).some((part) => part !== undefined);
}
