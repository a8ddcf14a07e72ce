import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSmallStudio, quick } from '../../../test/small-studio.ts';
import type { SmallStudio } from '../../../test/small-studio.ts';
import type { RunSpec } from '../../shared/run-spec.ts';
import { planRun } from './plan-run.ts';
import { planSentences } from './plan-sentences.ts';

let small: SmallStudio;
beforeAll(async () => {
  small = await openSmallStudio([12, 8, 8]);
});
afterAll(() => small.close());

const sentences = async (spec: RunSpec) =>
  planSentences(small.dataset, await planRun(small.studio, small.dataset, { ...quick, ...spec }));

test('four sentences say what is shown, what learns, how pictures go in and what is kept', async () => {
  expect(await sentences({ freeze: 'head', epochs: 1 })).toEqual([
    'The pretrained network resnet18.graft_starter learns to tell 3 classes apart from 21 pictures; 7 others (validation) show after every epoch how good it is.',
    'Only a new last layer learns, 1,539 of its 11.2 million numbers (parameters), 1 time through all training pictures (epochs); all others stay exactly as they are (frozen).',
    'Pictures are seen at 32 × 32 pixels, always the same way; what the frozen part makes of them is computed once and kept on the disk (57 kB).',
    'The state with the fewest doubts on the validation pictures (lowest validation loss) is the one that is kept.',
  ]);
});

test('every freeze strategy has its own words, and a cache that is too small is told', async () => {
  const [, deep, how] = await sentences({ freeze: 'until:stage3.1', augment: 'light', cacheSizeBytes: 10 });
  expect(deep).toMatch(/^Everything from block 2 of stage 3 on learns, \d+\.\d million of its 11\.2 million numbers/);
  expect(how).toMatch(/cropped a little differently.*more than it may/);
  const [, all] = await sentences({ freeze: 'none' });
  expect(all).toMatch(/^The whole network learns, 11\.2 million of its 11\.2 million/);
  const [, two] = await sentences({ freeze: 'head-then:stage4', epochs: 7 });
  expect(two).toMatch(
    /^First only a new last layer learns, at most 30 times .*; then everything from stage 4 on, .* 7 times/,
  );
});
