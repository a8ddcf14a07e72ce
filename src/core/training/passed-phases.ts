import { cutIndex } from '../nets/plan/cut-point.ts';
import type { NetPlan } from '../nets/plan/net-plan.ts';
import type { Phase } from '../../shared/run-spec.ts';

/**
 * Of `later` phases, those whose cut a picture passes on its way to that of `phase`: what they ask of plain views is computed in that pass. Pixels,
 * before the stem, are no features.
 */
export const passedPhases = <P extends Pick<Phase, 'cut'>>(net: NetPlan, phase: Pick<Phase, 'cut'>, later: readonly P[]): P[] =>
  later.filter(({ cut }) => cut !== 'stem' && cutIndex(net, cut) < cutIndex(net, phase.cut));

/** The first phase that passes the cut of phase `index`, which then finds its plain views kept; undefined where none does. */
export function passedBy(net: NetPlan, phases: readonly Pick<Phase, 'cut'>[], index: number): number | undefined {
  const before = phases.slice(0, index).findIndex((phase) => passedPhases(net, phase, [phases[index]!]).length > 0);
  return before < 0 ? undefined : before;
}
