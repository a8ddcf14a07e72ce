import { computed } from 'vue';
import type { ComputedRef } from 'vue';
import { begunFrom } from '../../../shared/decided-settings.ts';
import type { NetworkTable } from '../../../shared/contract/backbone-calls.ts';
import { usePlan } from '../../stores/plan.ts';
import type { MeasuredCost } from './cost.ts';
import { parseFreeze } from './freeze-setting.ts';

/** What the last probe measured of this base model, wherever the line was then; null where none did. */
export function useMeasuredCost(table: () => NetworkTable | null): ComputedRef<MeasuredCost | null> {
  const plan = usePlan();
  return computed(() => {
    const measured = plan.measured;
    if (!measured || begunFrom(measured.plan.plan) !== table()?.backbone) return null;
    return { cut: parseFreeze(measured.plan.plan.freeze).cut, secondsPerEpoch: measured.estimate.secondsPerEpoch.at(-1)!, peakMemoryBytes: measured.estimate.peakMemoryBytes };
  });
}
