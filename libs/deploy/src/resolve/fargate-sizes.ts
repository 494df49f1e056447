/** The memory that Fargate has for each size of CPU, in MiB. Source: "Task size", ECS developer guide. */
const memoryFor: Record<number, { from: number; to: number; step: number }> = {
  256: { from: 512, to: 2048, step: 512 },
  512: { from: 1024, to: 4096, step: 1024 },
  1024: { from: 2048, to: 8192, step: 1024 },
  2048: { from: 4096, to: 16_384, step: 1024 },
  4096: { from: 8192, to: 30_720, step: 1024 },
  8192: { from: 16_384, to: 61_440, step: 4096 },
  16_384: { from: 32_768, to: 122_880, step: 8192 },
};

/** Of 256 CPU units Fargate has no size between 1 and 2 GiB. */
const isGap = (cpu: number, memory: number): boolean => cpu === 256 && memory === 1536;

/** Why Fargate runs no task of this size; undefined where it does. */
export function unfitForFargate(cpu: number, memory: number): { field: 'cpu' | 'memory'; message: string } | undefined {
  const sizes = memoryFor[cpu];
  if (!sizes) {
    return { field: 'cpu', message: `Fargate has no ${cpu} CPU units: it takes ${Object.keys(memoryFor).join(', ')}` };
  }
  const { from, to, step } = sizes;
  if (memory >= from && memory <= to && memory % step === 0 && !isGap(cpu, memory)) return undefined;
  const fitting = cpu === 256 ? '512, 1024 or 2048' : `${from} to ${to} in steps of ${step}`;
  return { field: 'memory', message: `Fargate has no ${memory} MiB with ${cpu} CPU units: it takes ${fitting}` };
}
