import { StudioError } from '../../errors.ts';
import type { SplitShares } from './split.ts';

export const defaultShares: SplitShares = { val: 0.2, test: 0, seed: 0 };

/** @throws StudioError `bad-usage` naming the field where no sensible split comes of it */
export function checkShares(shares: SplitShares): SplitShares {
  const { val, test, seed } = shares;
  if (!(val > 0 && val < 1)) {
    throw new StudioError('bad-usage', `The validation share is ${val}`, {
      values: { kind: 'share-of-validation', shareFraction: val },
      field: 'val',
      hint: 'It lies between 0 and 1, such as 0.2.',
    });
  }
  if (!(test >= 0 && test < 1)) {
    throw new StudioError('bad-usage', `The test share is ${test}`, {
      values: { kind: 'share-of-test', shareFraction: test },
      field: 'test',
      hint: 'It lies between 0 and 1, such as 0.1, or is 0.',
    });
  }
  if (val + test > 0.9) {
    throw new StudioError('bad-usage', `Validation ${val} and test ${test} leave less than a tenth to train on`, {
      values: { kind: 'shares-too-large', valFraction: val, testFraction: test },
      field: 'val',
      hint: 'Together they may take 0.9 at most.',
    });
  }
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff) {
    throw new StudioError('bad-usage', `The split seed is ${seed}`, {
      values: { kind: 'split-seed', seed },
      field: 'splitSeed',
      hint: 'It is a whole number from 0 to 4294967295.',
    });
  }
  return shares;
}
