import { type Constraints, oneOf } from '../kernel';

/** The members of requests that take one of a list of values, with the list's name: what the SDK's types say. */
const enums = {
  'Action.Type': 'ActionTypeEnum',
  'AuthenticateCognitoActionConfig.OnUnauthenticatedRequest': 'AuthenticateCognitoActionConditionalBehaviorEnum',
  'AuthenticateOidcActionConfig.OnUnauthenticatedRequest': 'AuthenticateOidcActionConditionalBehaviorEnum',
  'CreateListenerInput.Protocol': 'ProtocolEnum',
  'CreateLoadBalancerInput.EnablePrefixForIpv6SourceNat': 'EnablePrefixForIpv6SourceNatEnum',
  'CreateLoadBalancerInput.IpAddressType': 'IpAddressType',
  'CreateLoadBalancerInput.Scheme': 'LoadBalancerSchemeEnum',
  'CreateLoadBalancerInput.Type': 'LoadBalancerTypeEnum',
  'CreateTargetGroupInput.HealthCheckProtocol': 'ProtocolEnum',
  'CreateTargetGroupInput.IpAddressType': 'TargetGroupIpAddressTypeEnum',
  'CreateTargetGroupInput.Protocol': 'ProtocolEnum',
  'CreateTargetGroupInput.TargetType': 'TargetTypeEnum',
  'DescribeSSLPoliciesInput.LoadBalancerType': 'LoadBalancerTypeEnum',
  'DescribeTargetHealthInput.Include': 'DescribeTargetHealthInputIncludeEnum',
  'JwtValidationActionAdditionalClaim.Format': 'JwtValidationActionAdditionalClaimFormatEnum',
  'ModifyIpPoolsInput.RemoveIpamPools': 'RemoveIpamPoolEnum',
  'ModifyListenerInput.Protocol': 'ProtocolEnum',
  'ModifyTargetGroupInput.HealthCheckProtocol': 'ProtocolEnum',
  'MutualAuthenticationAttributes.AdvertiseTrustStoreCaNames': 'AdvertiseTrustStoreCaNamesEnum',
  'MutualAuthenticationAttributes.TrustStoreAssociationStatus': 'TrustStoreAssociationStatusEnum',
  'RedirectActionConfig.StatusCode': 'RedirectActionStatusCodeEnum',
  'RevocationContent.RevocationType': 'RevocationType',
  'RuleTransform.Type': 'TransformTypeEnum',
  'SetIpAddressTypeInput.IpAddressType': 'IpAddressType',
  'SetSecurityGroupsInput.EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic':
    'EnforceSecurityGroupInboundRulesOnPrivateLinkTrafficEnum',
  'SetSubnetsInput.EnablePrefixForIpv6SourceNat': 'EnablePrefixForIpv6SourceNatEnum',
  'SetSubnetsInput.IpAddressType': 'IpAddressType',
  'SourceIpConditionConfig.IpAddressType': 'SourceIpAddressTypeEnum',
};

const port = { range: [1, 65_535] } as const;
const page = { range: [1, 400] } as const;
const priority = { range: [1, 50_000] } as const;

/** What ELBv2 asks of values beyond their types, before an operation sees them. */
export const elbv2Constraints: Constraints = {
  code: () => 'ValidationError',
  members: {
    ...oneOf(enums),
    'CreateListenerInput.Port': port,
    'CreateRuleInput.Priority': priority,
    'CreateTargetGroupInput.Port': port,
    'CreateTargetGroupInput.HealthCheckPath': { length: [1, 1024] },
    'DescribeAccountLimitsInput.PageSize': page,
    'DescribeListenersInput.PageSize': page,
    'DescribeLoadBalancersInput.PageSize': page,
    'DescribeRulesInput.PageSize': page,
    'DescribeTargetGroupsInput.PageSize': page,
    'FixedResponseActionConfig.MessageBody': { length: [0, 1024] },
    'FixedResponseActionConfig.ContentType': { length: [0, 32] },
    'FixedResponseActionConfig.StatusCode': { pattern: '(2|4|5)\\d\\d' },
    'ModifyListenerInput.Port': port,
    'ModifyTargetGroupInput.HealthCheckPath': { length: [1, 1024] },
    'RulePriorityPair.Priority': priority,
    'Tag.Key': { length: [1, 128], pattern: '([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)' },
    'Tag.Value': { length: [0, 256], pattern: '([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)' },
    'TargetDescription.Port': port,
    'TargetGroupTuple.Weight': { range: [0, 999] },
  },
};
