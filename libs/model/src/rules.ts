import { z } from 'zod';

/** How bad what an image scan finds can be, the worst first, in ECR's words. */
export const severities = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'] as const;

/** A severity of ECR's image scan. */
export type Severity = (typeof severities)[number];

/** What an environment demands of those who release to it. */
export const rulesSchema = z
  .strictObject({
    ciOnly: z.boolean().describe('Whether it takes releases from CI alone; a rollback may come from anywhere'),
    refuseSkipped: z.boolean().describe('Refuses images of which tests were skipped'),
    rebuild: z
      .boolean()
      .describe('Builds each image again, without any cache, before it goes live: another digest is refused'),
    refuseFindings: z
      .enum(severities)
      .describe('Refuses images in which the scan on push found something as severe as this, or worse'),
  })
  .partial()
  .describe('What it demands of those who release to it');
