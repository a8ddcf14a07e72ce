import type { RunProgress } from '../../shared/contract/run-calls.ts';
import { duration, grouped, rate, significant } from '../terminal/units.ts';

const activities: Readonly<Record<RunProgress['activity'], string>> = {
  starting: 'starting the engine',
  reading: 'reading pictures',
  features: 'frozen features',
  training: 'training',
  validating: 'checking on validation pictures',
  saving: 'saving',
  evaluating: 'evaluating',
};

/** "epoch 3 of at most 40". */
const epochText = ({ epoch, epochs, mayStopEarly }: Pick<RunProgress, 'epoch' | 'epochs' | 'mayStopEarly'>): string =>
  `epoch ${grouped(epoch!)} of ${mayStopEarly ? 'at most ' : ''}${grouped(epochs)}`;

/** "about 4 min left", as rough as it is known. */
export function leftText(seconds: number): string {
  if (seconds < 55) return `about ${Math.max(5, Math.round(seconds / 5) * 5)} s left`;
  if (seconds < 3570) return `about ${Math.round(seconds / 60)} min left`;
  return `about ${duration(Math.round(seconds / 600) * 600)} left`;
}

/** What stands behind the bar: "training, epoch 3 of 10, loss 0.412, 82 images/s, about 4 min left". */
export function runProgressText(progress: RunProgress): string {
  const { activity, done, total, epoch, loss, imagesPerSecond, secondsLeft } = progress;
  const isEpoch = (activity === 'training' || activity === 'validating') && epoch !== null;
  const isCounted = total > 1 && activity !== 'training';
  return [
    `${activities[activity]}${isCounted ? ` ${grouped(done)} of ${grouped(total)}` : ''}`,
    ...(isEpoch ? [epochText(progress)] : []),
    ...(loss === null ? [] : [`loss ${significant(loss)}`]),
    ...(imagesPerSecond === null ? [] : [rate(imagesPerSecond, 'pictures')]),
    ...(secondsLeft === null ? [] : [leftText(secondsLeft)]),
  ].join(', ');
}
