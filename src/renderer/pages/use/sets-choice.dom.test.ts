import { expect, test } from 'vitest';
import type { SetsPossible } from '../../../shared/answer-sets.ts';
import { fakeProgram } from '../../testing/fake-program.ts';
import { screen, settled, show } from '../../testing/show.ts';
import SetsChoice from './SetsChoice.vue';

const possible: SetsPossible = { images: 60, independentGroups: null, needed: 9, coverage: { low: 0.83, high: 0.96 } };

test('what was promised of one level is never said of another: until that is known nothing is', async () => {
  const program = fakeProgram({ use: { answerSets: () => possible } });
  const shown = await show(SetsChoice, { run: 7, modelValue: { level: 0.9, method: 'raps' } });
  await settled();
  const said = () => screen().getByRole('status').textContent;
  expect(said()).toContain('between 83% and 96%');
  let answer: (known: SetsPossible) => void = () => undefined;
  program.answer({ use: { answerSets: () => new Promise<SetsPossible>((resolve) => (answer = resolve)) } });
  await shown.set({ modelValue: { level: 0.99, method: 'raps' } });
  await settled();
  expect(said()).toBe('');
  answer({ ...possible, needed: 99, coverage: null });
  await settled();
  expect(said()).toContain('99% needs at least 99 validation pictures');
});
