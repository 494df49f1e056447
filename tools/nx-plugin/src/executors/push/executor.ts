import { environmentStep } from '../lib/step';

/** Pushes image and evidence to the environment’s registry, by digest. */
export default environmentStep(async (coordinator, service) => {
  const { reference, bytesSent, durationMs } = await coordinator.push(service);
  process.stdout.write(`${reference}  ${bytesSent} bytes sent in ${(durationMs / 1000).toFixed(1)} s\n`);
});
