import { expect, test } from 'vitest';
import { smallPhase, smallPlan } from '../../../test/small-run.ts';
import type { Phase, RunPlan } from '../../shared/run-spec.ts';
import { keptSizes, viewOfEpoch, viewsFor } from './phase-views.ts';

const sha256 = 'ab'.repeat(32);
const views = (changes: Partial<Phase>, ofPlan: Partial<RunPlan> = {}, from = 3) => {
  const phase = smallPhase({ augment: 'light', ...changes });
  const plan = smallPlan([phase], ofPlan);
  const kept = viewsFor(plan, phase, sha256, { from, to: from + phase.epochs, isLast: true });
  const seen = Array.from({ length: phase.epochs }, (_, at) => viewOfEpoch(plan, phase, sha256, from + at));
  return { kept, seen, counted: keptSizes(plan, phase).map((size) => size.views) };
};

test('a phase of few epochs keeps the views that they take and the plain one; of many, or of a head that is solved on all of them, every one', () => {
  for (const epochs of [1, 2]) {
    const { kept, seen, counted } = views({ epochs });
    expect(kept.toSorted()).toEqual([...new Set([0, ...seen])].toSorted());
    expect(counted).toEqual([epochs + 1]);
    expect(kept.length).toBeLessThanOrEqual(epochs + 1);
  }
  expect(views({ epochs: 4 })).toMatchObject({ kept: [0, 1, 2, 3], counted: [4] });
  expect(views({ epochs: 1, cut: 'head', solver: 'exact' })).toMatchObject({ kept: [0, 1, 2, 3], counted: [4] });
  expect(views({ epochs: 1 }, { sampling: 'balanced' })).toMatchObject({ kept: [0, 1, 2, 3], counted: [4] });
  expect(views({ epochs: 1, augment: 'none' })).toMatchObject({ kept: [0], counted: [1] });
});
