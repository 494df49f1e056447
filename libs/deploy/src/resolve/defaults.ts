import { defaultHealth, type ServiceOverride } from '@longshore/model';

/** What holds where neither the service nor the environment says otherwise; times in seconds. */
export const defaults = {
  cpu: 256,
  memory: 512,
  compute: { launchType: 'FARGATE' },
  health: defaultHealth,
  copies: { min: 2 },
  // Quick to help, slow to leave: as the scaling policies of other deployers are set.
  scaling: { scaleOutSeconds: 60, scaleInSeconds: 120 },
  rollout: {
    minimumHealthyPercent: 100,
    maximumPercent: 200,
    drainSeconds: 30,
    stopSeconds: 30,
    deadlineSeconds: 900,
    bakeSeconds: 15,
  },
} as const satisfies ServiceOverride;

/** What holds instead on the embedded cloud, whose tasks start and end within a second. */
export const embeddedDefaults = { rollout: { bakeSeconds: 2 } } as const satisfies ServiceOverride;

/** The architecture of a machine whose Node says so. */
export const architectureOf = (machine: string): 'x86_64' | 'arm64' => (machine === 'arm64' ? 'arm64' : 'x86_64');
