/** After the first of a phase a checkpoint waits until training has gone on for so many times what the one before took; the last is always written (docs/decisions/0104). */
export const checkpointPace = 20;

/**
 * Seconds that an epoch of a phase takes on average, its checkpoints with it.
 * @param work of an epoch without any, in seconds
 * @param checkpoint seconds of one
 */
export function secondsAnEpoch(work: number, checkpoint: number, epochs: number): number {
  const written = Math.min(1, Math.max(2 / epochs, work / Math.max(1e-9, checkpointPace * checkpoint)));
  return work + checkpoint * written;
}
