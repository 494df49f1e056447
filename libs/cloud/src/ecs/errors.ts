import { AwsError } from '../kernel';

/** A request that names or sets something wrong. */
export const invalidParameter = (message: string): AwsError => new AwsError('InvalidParameterException', message);

/** What ECS says to a wrong action of a client. */
export const clientException = (message: string): AwsError => new AwsError('ClientException', message);

/** A cluster that is not there. */
export const clusterNotFound = (): AwsError => new AwsError('ClusterNotFoundException', 'Cluster not found.');

/** A service that is not there. */
export const serviceNotFound = (): AwsError => new AwsError('ServiceNotFoundException', 'Service not found.');

/** A service that is being or has been deleted. */
export const serviceNotActive = (): AwsError => new AwsError('ServiceNotActiveException', 'Service was not ACTIVE.');

/** Something that real ECS does and the embedded cloud does not: said aloud, never ignored. */
export const notBuilt = (what: string): AwsError =>
  new AwsError('UnsupportedFeatureException', `${what} is not built into the embedded cloud.`);
