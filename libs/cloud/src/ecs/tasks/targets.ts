import { type TargetGroups } from '../../kernel';
import { type RegisteredTarget, type TaskRecord } from '../state';
import { type RunningContainer } from './running-container';

/** Notes where the containers of a task are reached, and registers them in the target groups of its service. */
export function registerTargets(record: TaskRecord, running: RunningContainer[], targetGroups: TargetGroups): void {
  describeNetwork(record, running);
  for (const { targetGroupArn, containerName, containerPort } of record.loadBalancers) {
    const found = running.find(({ definition }) => definition.name === containerName);
    if (!found || targetGroupArn === undefined || containerPort === undefined) continue;
    if (!targetGroups.has(targetGroupArn)) continue;
    const { host, port } = found.container.address(containerPort);
    record.targets.push({ targetGroupArn, containerPort, id: host, port });
    targetGroups.register(targetGroupArn, { id: host, port });
  }
}

/** Takes the targets of a task out of their target groups: they begin to drain. */
export function deregisterTargets({ targets }: TaskRecord, targetGroups: TargetGroups): void {
  for (const target of targets) {
    if (targetGroups.has(target.targetGroupArn)) targetGroups.deregister(target.targetGroupArn, target);
  }
}

/** Resolves when no target of a task gets requests any more, or when the signal aborts. */
export function targetsUnused({ targets }: TaskRecord, targetGroups: TargetGroups, signal: AbortSignal): Promise<void> {
  const isUnused = ({ targetGroupArn, id, port }: RegisteredTarget): boolean =>
    !targetGroups.has(targetGroupArn) || targetGroups.health(targetGroupArn, { id, port }).state === 'unused';
  return new Promise((resolve) => {
    const check = (): void => {
      if (!signal.aborted && !targets.every(isUnused)) return;
      unsubscribe();
      signal.removeEventListener('abort', check);
      resolve();
    };
    const unsubscribe = targetGroups.onHealthChange(check);
    signal.addEventListener('abort', check, { once: true });
    check();
  });
}

function describeNetwork({ task }: TaskRecord, running: RunningContainer[]): void {
  for (const { definition, container } of running) {
    const shown = task.containers.find(({ name }) => name === definition.name);
    const ports = (definition.portMappings ?? []).flatMap(({ containerPort }) => containerPort ?? []);
    const bindings = ports.map((containerPort) => ({ containerPort, ...container.address(containerPort) }));
    const [first] = bindings;
    if (!shown || !first) continue;
    shown.networkBindings = bindings.map(({ containerPort, host, port }) => ({
      bindIP: host,
      containerPort,
      hostPort: port,
      protocol: 'tcp',
    }));
    for (const networkInterface of shown.networkInterfaces ?? []) networkInterface.privateIpv4Address = first.host;
    for (const attachment of task.attachments ?? []) {
      attachment.status = 'ATTACHED';
      attachment.details = [...(attachment.details ?? []), { name: 'privateIPv4Address', value: first.host }];
    }
  }
}
