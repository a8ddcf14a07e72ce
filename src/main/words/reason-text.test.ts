import { expect, test } from 'vitest';
import type { SettingReason } from '../../shared/contract/plan-view.ts';
import { reasonText, withReasonText } from './reason-text.ts';

test.each<[SettingReason, string]>([
  [{ because: 'asked' }, 'you asked for it'],
  [
    { because: 'used-last-is-gone', backbone: 'mine' },
    'it comes with the program; mine, used last, is not on this machine any more',
  ],
  [
    { because: 'enough-to-fine-tune', smallest: 21, enough: 20 },
    'every class has at least 20 training pictures, enough to train the last stage after the head',
  ],
  [
    { because: 'too-few-to-fine-tune', smallest: 15, enough: 20 },
    'the smallest class has 15 training pictures, fewer than 20: only the head is trained',
  ],
  [{ because: 'head-learns-fast', steps: 3000 }, 'a new head learns fast, the more so in 3000 steps'],
  [{ because: 'pretrained-changes-gently', steps: 40 }, 'for 40 steps: pretrained layers change gently'],
  [
    { because: 'measured', gain: 1.904, imagesPerSecond: 81.6, processor: 'A chip x 8' },
    'measured on A chip x 8: bfloat16 runs at 1.90 times the speed of float32 (82 pictures/s)',
  ],
  [
    { because: 'measured', gain: 1, imagesPerSecond: 900, processor: null },
    'measured on this GPU: bfloat16 runs at 1.00 times the speed of float32 (900 pictures/s)',
  ],
])('%j: %s', (reason, text) => expect(reasonText(reason)).toBe(text));

test('a row keeps what else it says, its reason as data and in words', () => {
  expect(withReasonText({ setting: 'seed', value: '0', reason: { because: 'repeatable' } })).toEqual({
    setting: 'seed',
    value: '0',
    because: 'repeatable',
    reason: 'fixed, so that a run can be repeated',
  });
});
