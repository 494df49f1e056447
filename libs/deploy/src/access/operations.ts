/** What a permission reaches: the ARNs of one kind of resource, or all, where IAM knows none for the operation. */
export type Reach =
  | 'all'
  | 'cluster'
  /** All, but only where the call names the environment's cluster. */
  | 'in-cluster'
  | 'service'
  | 'service-deployment'
  | 'task-definition'
  | 'task'
  | 'target-group'
  | 'listener'
  | 'rule'
  | 'parameters'
  | 'repository'
  | 'log-group'
  | 'queue'
  | 'role'
  | 'scalable-target'
  /** Only development or the step that signs needs it, or AWS allows it to everyone. */
  | 'none';

/**
 * Every operation that we call, and what a pipeline needs it for: who adds a call adds a line here, and the policy
 * follows. Source of the kinds: "Actions, resources, and condition keys", Service Authorization Reference.
 */
export const operations = {
  'application-autoscaling:DeleteScalingPolicy': ['scalable-target'],
  'application-autoscaling:DeregisterScalableTarget': ['scalable-target'],
  'application-autoscaling:DescribeScalableTargets': ['all'],
  'application-autoscaling:DescribeScalingPolicies': ['all'],
  'application-autoscaling:PutScalingPolicy': ['scalable-target'],
  'application-autoscaling:RegisterScalableTarget': ['scalable-target'],
  'ecs:CreateService': ['service'],
  // A first release that fails takes back what it has made.
  'ecs:DeleteService': ['service'],
  'ecs:DescribeClusters': ['cluster'],
  'ecs:DescribeServices': ['service'],
  'ecs:DescribeTaskDefinition': ['all'],
  'ecs:DescribeTasks': ['task'],
  'ecs:ListServiceDeployments': ['service'],
  'ecs:ListServices': ['in-cluster'],
  'ecs:ListTaskDefinitions': ['all'],
  'ecs:ListTasks': ['in-cluster'],
  'ecs:RegisterTaskDefinition': ['task-definition'],
  'ecs:RunTask': ['task-definition'],
  'ecs:StopServiceDeployment': ['service-deployment'],
  'ecs:StopTask': ['task'],
  'ecs:TagResource': ['cluster', 'service', 'task-definition'],
  'ecs:UpdateService': ['service'],
  'elasticloadbalancing:CreateRule': ['listener'],
  'elasticloadbalancing:CreateTargetGroup': ['target-group'],
  'elasticloadbalancing:DeleteRule': ['rule'],
  'elasticloadbalancing:DeleteTargetGroup': ['target-group'],
  'elasticloadbalancing:DescribeAccountLimits': ['all'],
  'elasticloadbalancing:DescribeListeners': ['all'],
  'elasticloadbalancing:DescribeLoadBalancers': ['all'],
  'elasticloadbalancing:DescribeRules': ['all'],
  'elasticloadbalancing:DescribeTargetGroupAttributes': ['all'],
  'elasticloadbalancing:DescribeTargetGroups': ['all'],
  'elasticloadbalancing:DescribeTargetHealth': ['all'],
  'elasticloadbalancing:ModifyRule': ['rule'],
  'elasticloadbalancing:ModifyTargetGroup': ['target-group'],
  'elasticloadbalancing:ModifyTargetGroupAttributes': ['target-group'],
  'elasticloadbalancing:RegisterTargets': ['none'],
  'elasticloadbalancing:SetRulePriorities': ['rule'],
  'iam:GetRole': ['role'],
  'kms:GetPublicKey': ['none'],
  'kms:Sign': ['none'],
  'logs:CreateLogGroup': ['log-group'],
  'logs:DeleteLogGroup': ['log-group'],
  'logs:DescribeLogGroups': ['all'],
  'logs:FilterLogEvents': ['log-group'],
  'logs:GetLogEvents': ['log-group'],
  'logs:PutRetentionPolicy': ['log-group'],
  // People set and remove secrets and config: a pipeline only reads them.
  'secretsmanager:CreateSecret': ['none'],
  'secretsmanager:DescribeSecret': ['all'],
  // Only the tasks need the values: whether a JSON key is there is left open without it.
  'secretsmanager:GetSecretValue': ['none'],
  'secretsmanager:PutSecretValue': ['none'],
  'sqs:CreateQueue': ['queue'],
  'sqs:DeleteQueue': ['none'],
  'sqs:GetQueueAttributes': ['queue'],
  'sqs:GetQueueUrl': ['queue'],
  'sqs:SetQueueAttributes': ['queue'],
  'ssm:DeleteParameter': ['none'],
  'ssm:DescribeParameters': ['all'],
  'ssm:GetParameters': ['none'],
  'ssm:GetParametersByPath': ['parameters'],
  'ssm:PutParameter': ['none'],
  'sts:GetCallerIdentity': ['none'],
} as const satisfies Record<string, readonly [Reach, ...Reach[]]>;

/** An operation of AWS that we call, as IAM names it. */
export type Operation = keyof typeof operations;

/** What the registry's client calls, and the permissions that the registry itself asks for below its HTTP API. */
export const registryOperations = {
  'ecr:GetAuthorizationToken': ['all'],
  'ecr:BatchCheckLayerAvailability': ['repository'],
  'ecr:BatchGetImage': ['repository'],
  'ecr:CompleteLayerUpload': ['repository'],
  'ecr:CreateRepository': ['repository'],
  'ecr:DescribeImageScanFindings': ['repository'],
  'ecr:DescribeRepositories': ['repository'],
  'ecr:GetDownloadUrlForLayer': ['repository'],
  'ecr:InitiateLayerUpload': ['repository'],
  'ecr:ListImageReferrers': ['repository'],
  'ecr:ListImages': ['repository'],
  'ecr:PutImage': ['repository'],
  'ecr:UploadLayerPart': ['repository'],
} as const satisfies Record<string, readonly [Reach, ...Reach[]]>;
