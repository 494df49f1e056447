/** How often operations that share a bucket may be called. */
export interface Rate {
  /** Whoever has the same name takes from the same bucket. */
  bucket: string;
  /** Calls at once after a rest. */
  burst: number;
  /** Calls a second, for good. */
  perSecond: number;
}

/** Source: "Request throttling for the Amazon ECS API", API reference. */
const ecs: [operations: RegExp, rate: Rate][] = [
  [/^RegisterTaskDefinition$/, { bucket: 'ecs task definition modify', burst: 20, perSecond: 1 }],
  [/^(DescribeTaskDefinition|ListTaskDefinitions)$/, { bucket: 'ecs task definition read', burst: 50, perSecond: 20 }],
  [
    /^(CreateService|DeleteService|UpdateService|StopServiceDeployment)$/,
    { bucket: 'ecs service modify', burst: 50, perSecond: 5 },
  ],
  [
    /^(DescribeServices|ListServices|ListServiceDeployments)$/,
    { bucket: 'ecs service read', burst: 100, perSecond: 20 },
  ],
  [/^(Describe|List)Tasks$/, { bucket: 'ecs cluster resource read', burst: 100, perSecond: 20 }],
  [/^(Run|Stop)Task$/, { bucket: 'ecs cluster resource modify', burst: 100, perSecond: 40 }],
  [/^DescribeClusters$/, { bucket: 'ecs cluster read', burst: 50, perSecond: 20 }],
  [/^TagResource$/, { bucket: 'ecs tag modify', burst: 20, perSecond: 10 }],
];

/** Source: "Request throttling for the Elastic Load Balancing API", user guide. The account's bucket is for all. */
const elbAccount: Rate = { bucket: 'elb account', burst: 40, perSecond: 10 };
const elbMutating: Rate = { bucket: 'elb mutating', burst: 20, perSecond: 3 };

/** The rates that AWS documents for an operation, as `ecs:DescribeServices`, in one account and region. */
export function ratesOf(operation: string): Rate[] {
  const [service, name = ''] = operation.split(':');
  if (service === 'elasticloadbalancing') return name.startsWith('Describe') ? [elbAccount] : [elbAccount, elbMutating];
  return service === 'ecs' ? ecs.filter(([operations]) => operations.test(name)).map(([, rate]) => rate) : [];
}
