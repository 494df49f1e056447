/** A subnet, and the zone that it lies in. */
export interface Subnet {
  subnet: string;
  /** As `us-east-1a`. */
  availabilityZone: string;
}

const letters = ['a', 'b', 'c'];

/**
 * The zones of subnets. There is no VPC here: the first subnet of a network configuration lies in zone a, the second
 * in b, and so on.
 */
export const zonesOf = (region: string, subnets: string[]): Subnet[] =>
  subnets.map((subnet, index) => ({ subnet, availabilityZone: `${region}${letters[index % letters.length]}` }));
