import type { Activity, FromEngine } from '../../shared/trainer-protocol.ts';
import type { Context } from '../terminal/context.ts';
import type { Progress } from '../terminal/progress.ts';
import { rate, significant } from '../terminal/units.ts';

type Shown = Extract<FromEngine, { type: 'progress' | 'step' }>;

const labels: Readonly<Record<Activity, string>> = {
  reading: 'Reading images',
  features: 'Frozen features',
  training: 'Training',
  evaluating: 'Evaluating',
  saving: 'Saving',
};

/** One bar at a time for what the trainer is at. */
export function createTrainingProgress(context: Context): { show(event: Shown): void; clear(): void } {
  let label = '';
  let current: Progress | undefined;
  const under = (next: string, unit: string): Progress => {
    if (next !== label || !current) {
      current?.clear();
      current = context.progress(next, unit);
      label = next;
    }
    return current;
  };
  return {
    show(event) {
      if (event.type === 'step') {
        const { epoch, step, steps, loss, imagesPerSecond } = event;
        under(`Epoch ${epoch}`, 'steps').update(
          step,
          steps,
          `loss ${significant(loss)}, ${rate(imagesPerSecond, 'images')}`,
        );
      } else {
        under(labels[event.activity], 'images').update(event.done, event.total, event.detail);
      }
    },
    clear: () => current?.clear(),
  };
}
