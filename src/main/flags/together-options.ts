import { Option, type Command } from 'commander';
import { combinings } from '../../shared/ensemble.ts';
import type { Combining } from '../../shared/ensemble.ts';
import { testTimeAugmentations } from '../../shared/test-time-augmentation.ts';
import type { TestTimeAugmentation } from '../../shared/test-time-augmentation.ts';

export interface TogetherFlags {
  combine: Combining;
  tta: TestTimeAugmentation;
}

/** How members of an ensemble become one answer, and how often each picture is looked at. */
export const addTogetherOptions = (command: Command): Command =>
  command
    .addOption(new Option('--combine <how>', 'of a+b: the mean of their probabilities, or a vote each').choices(combinings).default('average'))
    .addOption(
      new Option('--tta <looks>', 'average the answers to several looks at a picture: itself and its mirror image (takes 2 times as long), or ten crops (10 times)')
        .choices(testTimeAugmentations)
        .default('none'),
    );
