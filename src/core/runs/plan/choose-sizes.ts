import { StudioError } from '../../errors.ts';
import { fullSize, growingSizes, growth } from '../../../shared/image-sizes.ts';
import type { AskedSize } from '../../../shared/image-sizes.ts';
import type { PlanNotice } from '../../../shared/contract/plan-view.ts';
import type { Phase } from '../../../shared/run-spec.ts';

export interface ChosenSizes {
  /** Of validation, of the finished model and its exports, in pixels. */
  readonly imageSize: number;
  readonly phases: Phase[];
  readonly notices: PlanNotice[];
}

/**
 * Phases with the sizes that their epochs see. The head's phase sees the last one alone: its features are computed once.
 * @throws StudioError `bad-usage` where nothing but the head is trained
 */
export function chooseSizes(asked: AskedSize, phases: Phase[]): ChosenSizes {
  const imageSize = fullSize(asked);
  const grows = growth(asked);
  if (!grows) return { imageSize, phases, notices: [] };
  if (phases.every(({ cut }) => cut === 'head')) {
    throw new StudioError('bad-usage', `--image-size is "${asked}", but only the head is trained: no epoch sees pictures that could grow`, {
      field: 'imageSize',
      values: { kind: 'growing-head', size: asked },
      hint: `Use --image-size ${imageSize}, or train more than the head, such as --freeze none.`,
    });
  }
  const sized = phases.map((phase): Phase => {
    const sizes = growingSizes(grows, phase.epochs);
    return phase.cut === 'head' || sizes.length === 1 ? phase : { ...phase, sizes };
  });
  const isGrowing = sized.some(({ sizes }) => sizes);
  return { imageSize, phases: sized, notices: isGrowing ? [] : [{ about: 'growing-unused', size: String(asked), imageSize }] };
}
