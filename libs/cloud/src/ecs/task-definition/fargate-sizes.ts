/** Memory that Fargate offers for so many CPU units, in MiB: a list, or a range with a step. */
const sizes: Record<string, number[] | { from: number; to: number; step: number }> = {
  256: [512, 1024, 2048],
  512: { from: 1024, to: 4096, step: 1024 },
  1024: { from: 2048, to: 8192, step: 1024 },
  2048: { from: 4096, to: 16_384, step: 1024 },
  4096: { from: 8192, to: 30_720, step: 1024 },
  8192: { from: 16_384, to: 61_440, step: 4096 },
  16384: { from: 32_768, to: 122_880, step: 8192 },
};

/** Whether Fargate runs tasks of so many CPU units at all. */
export const isFargateCpu = (cpu: string): boolean => cpu in sizes;

/** Whether Fargate runs tasks of so many CPU units and so much memory, in MiB. */
export function isFargateSize(cpu: string, memory: string): boolean {
  const size = sizes[cpu];
  const mebibytes = Number(memory);
  if (!size) return false;
  if (Array.isArray(size)) return size.includes(mebibytes);
  return mebibytes >= size.from && mebibytes <= size.to && (mebibytes - size.from) % size.step === 0;
}

/** CPU units of a task size such as `256` or `.5 vCPU`. */
export const cpuUnits = (cpu: string): string => scaled(cpu, /^(\d*\.?\d+)\s*v?cpus?$/i);

/** MiB of a task size such as `512` or `1 GB`. */
export const mebibytes = (memory: string): string => scaled(memory, /^(\d*\.?\d+)\s*gb$/i);

function scaled(value: string, unit: RegExp): string {
  const [, amount] = unit.exec(value.trim()) ?? [];
  return amount === undefined ? value.trim() : String(Math.round(Number(amount) * 1024));
}
