import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import type { PlannedRun } from '../../core/runs/plan/plan-run.ts';
import { settingsText } from './plan-text.ts';

test('what a run has no use for is named in a line below what it uses', () => {
  const reasons = [
    { setting: 'freeze', value: 'head', phase: null, reason: { because: 'asked' } },
    { setting: 'weightDecay', value: '0.01', phase: null, reason: { because: 'solved-at-once' } },
    { setting: 'learningRate', value: '0.01', phase: 'head', reason: { because: 'solved-at-once' } },
  ] as unknown as PlannedRun['reasons'];
  const plan = { phases: [] } as unknown as PlannedRun['plan'];
  const lines = stripVTControlCharacters(settingsText({ plan, reasons })).split('\n');
  expect(lines).toEqual([expect.stringMatching(/^setting +value +why$/), expect.stringMatching(/^freeze +head +you asked for it$/), 'Not used, since the head is solved at once: weight decay, learning rate of the head.']);
  expect(settingsText({ plan, reasons: reasons.slice(0, 1) }).split('\n')).toHaveLength(2);
});
