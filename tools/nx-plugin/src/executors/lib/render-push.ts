import { type PushOutcome, type PushProgress } from '@longshore/deploy';

/** How far a push is, as a line. */
export const renderProgress = ({ bytesSent, layersDone, layers }: PushProgress): string =>
  `  ${size(bytesSent)} sent, ${layersDone} of ${layers} layers there`;

/** What a push did, as a line: digest, size, layers, bytes and seconds. */
export const renderPush = (outcome: PushOutcome): string =>
  [
    outcome.reference,
    size(outcome.size),
    `${outcome.layersReused} layers reused, ${outcome.layersSent} pushed`,
    `${size(outcome.bytesSent)} sent in ${(outcome.durationMs / 1000).toFixed(1)} s`,
  ].join('  ');

function size(bytes: number): string {
  if (bytes >= 1e6) return `${(bytes / 1e6).toFixed(1)} MB`;
  return bytes >= 1e3 ? `${(bytes / 1e3).toFixed(1)} kB` : `${bytes} B`;
}
