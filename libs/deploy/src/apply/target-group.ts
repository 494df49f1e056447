import { type TargetGroups } from '../aws/ports';
import { type Delta } from '../plan/delta';
import { type Live } from '../read/live';
import { type Desired } from '../render/desired';
import { type DesiredRouting } from '../render/routing';

/** Creates or changes the target group of a service; returns its ARN. */
export async function applyTargetGroup(
  { names, targetGroup, attributes }: Pick<Desired, 'names'> & DesiredRouting,
  live: Live,
  delta: Delta,
  targetGroups: TargetGroups,
): Promise<string> {
  const existing = live.targetGroup?.TargetGroupArn;
  const created = existing ? undefined : await targetGroups.create({ ...targetGroup, Name: names.targetGroup });
  const arn = existing ?? created?.TargetGroupArn ?? '';
  if (existing && delta.targetGroup.length > 0) {
    // What cannot be changed later must not be sent.
    const { Protocol: _protocol, Port: _port, VpcId: _vpc, TargetType: _type, ...settings } = targetGroup;
    await targetGroups.modify({ ...settings, TargetGroupArn: arn });
  }
  if (delta.attributes.length > 0) await targetGroups.setAttributes(arn, attributes);
  return arn;
}
