import { brightnessRange, leastVariedArea } from '../../images/varied-view.ts';
import { leastLightArea } from '../../images/view.ts';
import type { Phase } from '../../../shared/run-spec.ts';
import type { StressKind } from '../../../shared/stress.ts';

type Augment = Phase['augment'];

/** A crop of a part of the area keeps its root of the side. */
const light = { crop: Math.sqrt(leastLightArea) };
const standard = { crop: Math.sqrt(leastVariedArea) };

/** How far each list of changes goes in what the stress card does, in its values: none moves colours against each other, blurs, turns or adds noise. */
const reach: Readonly<Record<Augment, Partial<Record<StressKind, number>>>> = {
  none: {},
  'pad-crop': {},
  light,
  standard,
  strong: { ...standard, dark: brightnessRange.least },
};
/** The mildest first. */
const offered = ['light', 'standard', 'strong'] as const;

/**
 * The mildest `--augment` that shows pictures such as those a run loses, which its own did not; null where none does.
 * @param lost values of the kind's levels at which it is shown to lose
 */
export function augmentAgainst(kind: StressKind, lost: readonly number[], own: Augment): Augment | null {
  const shows = (augment: Augment, value: number): boolean => value >= (reach[augment][kind] ?? Infinity);
  return offered.find((augment) => lost.some((value) => shows(augment, value) && !shows(own, value))) ?? null;
}
