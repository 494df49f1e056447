/** What a member's value has to be, beyond its type. */
export interface Constraint {
  /** The SDK's export that lists the values, as `LaunchType`. */
  oneOf?: string;
  /** Least and most characters of a text, bytes of a blob, or items of a list. */
  length?: readonly [least: number, most: number];
  /** Least and most of a number. */
  range?: readonly [least: number, most: number];
  /** What a text matches as a whole, in the words of AWS's model. */
  pattern?: string;
  /** Set where errors keep the value to themselves. */
  secret?: true;
}

/** What a service asks of its input beyond the schemas, which tell types alone. */
export interface Constraints {
  /** The error that an operation answers to a value which does not fit. */
  code(operation: string): string;
  /** The error for a required member that is not there, where it is another one. */
  missing?: string;
  /** By structure and member, as `CreateServiceRequest.launchType`; the items' in the case of a list of texts. */
  members: Readonly<Record<string, Constraint>>;
  /** How the service says that a member does not fit; the words that most services share where it is missing. */
  message?: (path: string, value: string, must: string) => string;
}

/** Constraints that are one of a list of values each, by structure and member. */
export const oneOf = (enums: Readonly<Record<string, string>>): Record<string, Constraint> =>
  Object.fromEntries(Object.entries(enums).map(([member, values]) => [member, { oneOf: values }]));
