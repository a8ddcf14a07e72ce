import { within } from '@testing-library/dom';
import { expect, test, vi } from 'vitest';
import type { RunPlan } from '../../../shared/run-spec.ts';
import { useDraft } from '../../stores/draft.ts';
import { useRuns } from '../../stores/runs.ts';
import { runDetails, runRow } from '../../testing/answers.ts';
import { phase, planView } from '../../testing/plan-view.ts';
import { later, screen, settled } from '../../testing/show.ts';
import { router } from '../../window/router.ts';
import { button, level, opened } from '../../testing/train-page.ts';

test('a class more: going on from the run that knows the others is offered with what stays of it, taken, and taken back', async () => {
  const goesOn = { about: 'goes-on-from' as const, run: 7, kept: ['dock'], added: ['nettle'], gone: [], renamed: [] };
  useRuns().apply({ type: 'run', run: runRow(7, { dataset: 'weeds', isBest: true }) });
  const program = await opened('/projects/weeds/train?run=new', {
    runs: { show: ({ run }) => runDetails(run, { classes: ['dock'] }), plan: ({ spec }) => planView(spec.from === undefined ? {} : { notices: [goesOn] }) },
  });
  useDraft().change({ backbone: 'resnet50.a1_in1k', epochs: 5 });
  await later(200);
  const offer = screen().getByRole('region', { name: 'Begin from an earlier run' });
  expect(offer.textContent).toContain('Training goes on from run 7: 1 class keeps what was learned of it (its row of the head). New: nettle.');
  button('Go on from run 7').click();
  await later(200);
  // Its network and weights are the run's; what else was wished for stays.
  expect(useDraft().spec).toEqual({ epochs: 5, from: '7' });
  expect(program.inputsOf('runs.plan').at(-1)).toEqual({ dataset: 'weeds', spec: { epochs: 5, from: '7' } });
  expect(screen().getByRole('region', { name: 'Begin from an earlier run' }).textContent).toContain('New: nettle.');
  // "Again with one change" of what it goes on from: one stands where that is taken back.
  await router.replace('/projects/weeds/train?run=new&change=from');
  await settled();
  expect(document.activeElement).toBe(button('Begin anew'));
  button('Begin anew').click();
  await later(200);
  expect(useDraft().spec).toEqual({ epochs: 5 });
});

test('where the classes are those of the run nothing is offered; a finished run that went on from another leads to what changed', async () => {
  const start = { from: 'weights', id: 'run-5', sha256: null, run: 5, rows: [0, null] };
  const plan = { ...planView().plan, start } as unknown as RunPlan;
  for (const row of [runRow(5, { dataset: 'weeds' }), runRow(9, { dataset: 'weeds', state: 'done', plan, isBest: true })]) useRuns().apply({ type: 'run', run: row });
  await opened('/projects/weeds/train?run=9', { runs: { show: ({ run }) => runDetails(run, { classes: ['dock', 'nettle'] }) } });
  expect(screen().getByRole('link', { name: 'What changed against run 5' }).getAttribute('href')).toBe('/projects/weeds/evaluate?run=9&tab=compare&with=5');
  await router.replace({ query: { run: 'new' } });
  await later(200);
  expect(screen().queryByRole('region', { name: 'Begin from an earlier run' })).toBeNull();
});

test('a rate is searched beside its setting; nothing but that setting changes, and only where it is taken', async () => {
  const curve = Array.from({ length: 12 }, (_, at) => ({ learningRate: 10 ** (at - 8), loss: 1 - at / 20, smoothedLoss: 1 - at / 20 }));
  const deeper = planView({ plan: { ...planView().plan, phases: [phase, { ...phase, name: 'fine-tune' }] } as unknown as RunPlan });
  const program = await opened('/projects/weeds/train?run=new', {
    runs: { plan: () => deeper, findRate: () => ({ suggestion: 0.00314159, curve, setting: 'fineTuneLearningRate', notices: [] }) },
  });
  useDraft().change({ batchSize: 8 });
  await level('Usual');
  button('Find a rate …').click();
  await vi.dynamicImportSettled();
  await settled();
  const dialog = within(document.querySelector<HTMLElement>('[role="dialog"]')!);
  expect(program.inputsOf('runs.findRate')).toEqual([{ dataset: 'weeds', spec: { batchSize: 8 } }]);
  expect(dialog.getByText('Suggested: 0.0031, in the middle of where the loss falls (fastai’s valley).')).toBeTruthy();
  dialog.getByRole('button', { name: 'Show as table' }).click();
  await settled();
  expect(dialog.getAllByRole('row')).toHaveLength(13);
  expect(useDraft().spec).toEqual({ batchSize: 8 });
  dialog.getByRole('button', { name: 'Use 0.0031 as “Fine-tune learning rate”' }).click();
  await settled();
  expect(useDraft().spec).toEqual({ batchSize: 8, fineTuneLearningRate: 0.0031 });
});

test('a head that is solved at once has no rate to find', async () => {
  const solved = planView({ plan: { ...planView().plan, phases: [{ ...phase, solver: 'exact' }] } as unknown as RunPlan });
  await opened('/projects/weeds/train?run=new', { runs: { plan: () => solved } });
  await level('Usual');
  expect([screen().queryByRole('button', { name: 'Find a rate …' }), screen().getByLabelText(/^Learning rate/) !== null]).toEqual([null, true]);
});
