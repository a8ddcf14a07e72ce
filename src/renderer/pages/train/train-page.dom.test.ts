import { fireEvent } from '@testing-library/dom';
import { expect, test } from 'vitest';
import type { AnswersSoFar } from '../../../shared/answers-so-far.ts';
import { wordsIn } from '../../testing/words-in.ts';
import { useDraft } from '../../stores/draft.ts';
import { useRuns } from '../../stores/runs.ts';
import { useSettings } from '../../stores/settings.ts';
import { epochReport, runDetails, runProgress, runRow } from '../../testing/answers.ts';
import { refusal } from '../../testing/fake-program.ts';
import { planView } from '../../testing/plan-view.ts';
import { later, screen, settled, show } from '../../testing/show.ts';
import { nextStep } from '../../window/next-step.ts';
import { router } from '../../window/router.ts';
import { runMarks } from './run-series.ts';
import RunNow from './RunNow.vue';
import { simpleLines } from './simple-lines.ts';
import { button, level, opened } from '../../testing/train-page.ts';

test('the plan is said in sentences with what it costs; the button starts exactly the wish, and its page is shown', async () => {
  const program = await opened();
  await level('Usual');
  await later(200);
  const side = screen().getByRole('complementary', { name: 'What will happen' });
  expect(side.querySelectorAll('ol li')).toHaveLength(4);
  expect(side.textContent).toContain('A pretrained network (starter) learns to tell 2 classes apart from 24 pictures');
  expect(side.textContent).toMatch(/Disk\s*50 MB\s*5 GB free/);
  expect(side.textContent).toContain('is measured before the run begins');
  useDraft().change({ epochs: 5 });
  expect(nextStep.value?.action?.label).toBe('Train with these 30 pictures');
  nextStep.value!.action!.run();
  await later(50);
  expect(program.inputsOf('runs.start')).toEqual([{ dataset: 'weeds', spec: { epochs: 5 } }]);
  expect([router.currentRoute.value.query, useRuns().rowOf(8)?.state]).toEqual([{ run: '8' }, 'queued']);
  expect(screen().getByRole('region', { name: 'Run 8' }).textContent).toContain('Waits for its turn.');
  await later(200);
});

test('what cannot be planned cannot be started, and says why', async () => {
  await opened(undefined, {
    runs: {
      plan: () => {
        throw refusal({ code: 'bad-data-set', message: 'Two classes are needed' });
      },
    },
  });
  expect([nextStep.value?.action, screen().getByRole('alert').textContent?.includes('Two classes are needed')]).toEqual([null, true]);
});

test('a run that is refused leaves the form with the reason', async () => {
  const program = await opened(undefined, {
    runs: {
      start: () => {
        throw refusal({ code: 'disk-failed', message: 'No room for its files' });
      },
    },
  });
  nextStep.value!.action!.run();
  await settled();
  expect(screen().getByRole('alert').textContent).toContain('No room for its files');
  expect([router.currentRoute.value.query, program.inputsOf('runs.start').length]).toEqual([{}, 1]);
});

test('three depths: the budget alone, the usual settings, every setting with its JSON', async () => {
  await opened();
  const labels = () => [...document.querySelectorAll('form label')].map(({ textContent }) => textContent?.trim().split(/\s{2,}/)[0]);
  expect(labels().slice(3)).toEqual([expect.stringMatching(/^How long may it take\?/)]);
  await level('Usual');
  expect(labels()).toContain('Epochs');
  expect(labels().some((label) => label?.startsWith('Optimiser'))).toBe(false);
  await level('Everything');
  expect(labels().some((label) => label?.startsWith('Optimiser'))).toBe(true);
  expect(screen().queryByLabelText(/^How long/)).toBeNull();
  expect(useSettings().trainDetail).toBe('everything');
});

test('Simple is four lines and one button; no identifier, no number of tensors; the exact terms with their reasons are one fold away', async () => {
  const plan = planView();
  plan.plan = {
    ...plan.plan,
    start: { from: 'weights', id: 'resnet18.graft_starter', sha256: null },
    freeze: 'head-then:stage4',
    phases: [plan.plan.phases[0]!, { ...plan.plan.phases[0]!, name: 'fine-tune', cut: 'stage4' }],
  };
  plan.parts = ['stem', 'stage1', 'stage2', 'stage3', 'stage4', 'head'].map((part) => ({ part, parameters: 10, trained: 0 }));
  await opened(undefined, { runs: { plan: () => plan } });
  const lines = [...document.querySelectorAll('.lines .line')].map((line) => [...line.children].map(({ textContent }) => textContent?.replace(/\s+/g, ' ').trim()).join(' '));
  expect(lines).toEqual([
    'It learns from 24 pictures in 2 classes 6 other pictures show how good it gets.',
    'It starts from ResNet-18, the studio’s own starter Change …',
    'How deep First a new last layer, then the last of the network’s 4 parts too. Change …',
    'How long not measured yet A first answer comes after some seconds.',
  ]);
  for (const line of lines) expect(line!.split(' ').length, line).toBeLessThan(20);
  expect(document.body.textContent).not.toMatch(/graft_starter|head-then|tensor|epoch/i);
  const fold = document.querySelector('details')!;
  fold.open = true;
  fold.dispatchEvent(new Event('toggle'));
  await later(50);
  expect(screen().getByRole('table', { name: 'Every setting, with its reason' }).textContent).toMatch(/Epochs\s*3/);
  expect(screen().getByRole('complementary', { name: 'What will happen' })).toBeTruthy();
});

test('how deep, by the parts of the network', () => {
  const parts = ['stem', 'stage1.0', 'stage2.0', 'stage3.0', 'stage4.0', 'head'].map((part) => ({ part, parameters: 1, trained: 0 }));
  const depth = (...cuts: string[]) => {
    const view = planView({ parts });
    view.plan = { ...view.plan, phases: cuts.map((cut) => ({ ...view.plan.phases[0]!, cut })) };
    return simpleLines(view, 30, wordsIn('en')).find(({ key }) => key === 'depth')!.value;
  };
  expect([depth('head'), depth('head', 'stage3.1'), depth('stage4'), depth('head', 'stem'), depth('stem')]).toEqual([
    'Only a new last layer learns.',
    'First a new last layer, then the last 2 of the network’s 4 parts too.',
    'A new last layer and the last of the network’s 4 parts.',
    'First a new last layer, then the whole network.',
    'The whole network learns.',
  ]);
});

const answers = (epoch: number, right: number): AnswersSoFar => ({
  epoch,
  accuracy: right / 4,
  interval: [0.3, 0.95],
  images: 4,
  seconds: 5,
  pictures: [0, 1, 2, 3].map((at) => ({ imageId: at + 1, label: 0, predicted: at < right ? 0 : 1, probability: 0.6 + at / 10 })),
});

test('Simple shows pictures that it will be judged by: usable ones of the validation side; other depths have no such row', async () => {
  const program = await opened();
  await later(50);
  const shown = () => screen().queryByRole('region', { name: 'Pictures that it will be judged by' })?.querySelectorAll('img');
  expect([...shown()!].map(({ alt }) => alt)).toEqual(['dock', 'nettle']);
  expect(program.inputsOf('images.index')).toEqual([{ dataset: 'weeds', filter: { split: 'val' } }]);
  await level('Usual');
  expect(shown()).toBeUndefined();
});

test('a first answer stands while the run goes on, with its wall of right and wrong; then what it is by now', async () => {
  const row = runRow(7, { state: 'running', headline: null });
  useRuns().apply({ type: 'run', run: row });
  await opened(undefined, { runs: { show: ({ run }) => runDetails(run, { ...row, epochs: [] }) } });
  const wall = () => screen().getByRole('region', { name: 'Right and wrong so far' });
  expect(screen().getByText('A first answer comes in a moment.')).toBeTruthy();
  expect(wall().textContent).toContain('Its pictures appear here with the first answer.');
  useRuns().apply({ type: 'run-answers', run: 7, answers: answers(0, 2) });
  await settled();
  expect(screen().getByText(/^A first answer: 50% right \(30% to 95%\)\./).textContent).toContain('On 4 pictures it never learns from.');
  expect([...wall().querySelectorAll('h4')].map(({ textContent }) => textContent?.trim())).toEqual(['2 wrong', '2 right']);
  expect([...wall().querySelectorAll('img')].map(({ alt }) => alt)).toEqual([
    'Wrong: dock, taken for nettle (90% sure)',
    'Wrong: dock, taken for nettle (80% sure)',
    'Right: dock (60% sure)',
    'Right: dock (70% sure)',
  ]);
  const { pictures: _, ...firstAnswer } = answers(0, 2);
  useRuns().apply({ type: 'run', run: { ...row, firstAnswer } });
  useRuns().apply({ type: 'run-answers', run: 7, answers: answers(12, 3) });
  await settled();
  expect(screen().getByText(/^By now 75% right \(30% to 95%\); the first answer was 50%\./)).toBeTruthy();
});

test('while a head is solved at once, which counts no epochs, the sentence says so as the strip does, not that something starts', async () => {
  const row = runRow(7, { state: 'running', headline: null });
  useRuns().apply({ type: 'run', run: row });
  await opened(undefined, { runs: { show: ({ run }) => runDetails(run, { ...row, epochs: [] }) } });
  useRuns().apply({ type: 'run-progress', progress: runProgress(7, { epoch: null }) });
  await settled();
  expect(screen().getByRole('region', { name: 'Run 7' }).querySelector('[role=status]')!.textContent).toBe('Training the head · about 4 min left');
});

test('marks: where the second phase began, and the epoch that is kept', () => {
  const reports = [epochReport(1), epochReport(2), epochReport(3, { phase: 'fine-tune', valLoss: 0.9 })];
  expect(runMarks(reports, null)).toEqual({ phaseChange: 2.5, keptEpochs: [2] });
  expect(runMarks(reports, [2, 3])).toMatchObject({ keptEpochs: [2, 3] });
  expect(runMarks([], null)).toEqual({ phaseChange: null, keptEpochs: [] });
});

test('among all settings a network can be trained from nothing; what a base model alone can keep is taken back', async () => {
  await opened(undefined, { backbones: { nets: () => ['resnet18', 'cifar_resnet20'] } });
  useDraft().change({ backbone: 'starter', from: '7', freeze: 'head', batchNorm: 'eval', epochs: 2 });
  await level('Everything');
  await settled();
  const field = screen().getByLabelText<HTMLSelectElement>(/^Train a network from nothing/);
  const choose = async (value: string) => {
    field.value = value;
    await fireEvent.change(field);
    await settled();
  };
  expect([...field.options].map(({ text }) => text.trim())).toEqual(['no: start from the base model', 'ResNet-18', 'CIFAR ResNet-20']);
  await choose('cifar_resnet20');
  expect(useDraft().spec).toEqual({ net: 'cifar_resnet20', epochs: 2 });
  await choose('');
  expect(useDraft().spec).toEqual({ epochs: 2 });
  await later(200);
});

test('how long it may take goes into the wish; "as long as it needs" takes it out again', async () => {
  await opened();
  const field = screen().getByLabelText<HTMLSelectElement>(/^How long may it take/);
  const choose = async (text: RegExp) => {
    field.selectedIndex = [...field.options].findIndex((option) => text.test(option.text));
    await fireEvent.change(field);
    await settled();
  };
  await choose(/At most 10 min/);
  expect(useDraft().spec).toEqual({ timeBudgetSeconds: 600 });
  await choose(/As long as it needs/);
  expect(useDraft().spec).toEqual({});
  await later(200);
});

test('a setting that is left out says what the program chose and why; one that is typed goes into the wish in its unit', async () => {
  await opened();
  await level('Everything');
  const epochs = screen().getByLabelText<HTMLInputElement>('Epochs');
  const why = (input: Element) => document.getElementById(input.getAttribute('aria-describedby') ?? '')?.textContent ?? null;
  expect([epochs.value, epochs.placeholder, why(epochs)]).toEqual(['', '3', expect.stringMatching(/./)]);
  await fireEvent.change(epochs, { target: { value: '7' } });
  await settled();
  expect([useDraft().spec.epochs, why(epochs)]).toEqual([7, null]);
  const cache = [...document.querySelectorAll<HTMLInputElement>('input[role=spinbutton]')].find(({ placeholder }) => placeholder === '20')!;
  await fireEvent.change(cache, { target: { value: '1.5' } });
  await settled();
  expect(useDraft().spec.cacheSizeBytes).toBe(1.5e9);
  await fireEvent.change(epochs, { target: { value: '' } });
  await settled();
  expect(useDraft().spec).toEqual({ cacheSizeBytes: 1.5e9 });
  button('Let the program choose everything').click();
  await settled();
  expect(useDraft().spec).toEqual({});
  await later(200);
});

test.each(['batchSize', 'spec.batchSize'])('an error of the plan stands at the setting it is about: %s', async (place) => {
  await opened(undefined, {
    runs: {
      plan: () => {
        throw refusal({ code: 'bad-usage', message: 'too big', field: place, values: { kind: 'value-too-large', setting: 'batchSize', value: 2000, most: 1024 } });
      },
    },
  });
  await level('Usual');
  const field = screen().getByLabelText(/^Batch/);
  expect(document.getElementById(field.getAttribute('aria-describedby')!)?.textContent).toBe('Batch size: 2,000 is too large. Choose 1,024 or less.');
});

test('the same as text: what is written is read, what is no JSON says so and changes nothing', async () => {
  await opened();
  await level('Everything');
  const text = screen().getByLabelText<HTMLTextAreaElement>(/^The same as text/);
  const write = async (value: string) => {
    await fireEvent.input(text, { target: { value } });
    await fireEvent.change(text);
    await settled();
  };
  useDraft().change({ seed: 3 });
  await settled();
  expect(text.value).toBe('{\n  "seed": 3\n}');
  await write('{"epochs": 9}');
  expect(useDraft().spec).toEqual({ epochs: 9 });
  // As it was written, not as we would write it.
  expect(text.value).toBe('{"epochs": 9}');
  await write('[1]');
  expect([useDraft().spec, text.getAttribute('aria-invalid'), screen().queryByText(/is no object/) !== null]).toEqual([{ epochs: 9 }, 'true', true]);
  screen().getByRole('button', { name: 'Copy the line for the terminal' }).click();
  await settled();
  expect(await navigator.clipboard.readText()).toBe('graft train weeds');
  await later(200);
});

test('what runs is shown by itself; the form on demand, and then it waits its turn', async () => {
  useRuns().apply({ type: 'run', run: runRow(7, { state: 'running', headline: null }) });
  useRuns().apply({ type: 'run', run: runRow(9, { state: 'queued', headline: null }) });
  await opened(undefined, { runs: { show: ({ run }) => runDetails(run, { epochs: [] }) } });
  expect(screen().getByRole('region', { name: 'Run 7' })).toBeTruthy();
  expect(screen().getByText('Charts appear after the first epoch.')).toBeTruthy();
  expect(screen().getByRole('region', { name: 'Waiting' }).textContent).toContain('Run 9');
  expect(screen().queryByRole('complementary', { name: 'What will happen' })).toBeNull();
  useRuns().apply({ type: 'run-epoch', run: 7, report: epochReport(1) });
  useRuns().apply({ type: 'run-progress', progress: runProgress(7, { watched: [{ imageId: 5, label: 0, bars: [{ label: 0, probability: 0.9 }] }] }) });
  await settled();
  expect(screen().queryByText('Charts appear after the first epoch.')).toBeNull();
  expect(screen().getByRole('region', { name: /^Pictures to watch/ }).textContent).toContain('1 of these 1 right');
  button('Set up another run').click();
  await later(200);
  expect(router.currentRoute.value.query).toEqual({ run: 'new' });
  expect(nextStep.value?.state).toBe('Ready to learn, after the run that is under way.');
});

test.each([
  [runRow(7, { state: 'queued' }), 'Waits for its turn.', ['Take out of the queue']],
  [runRow(7, { state: 'running' }), 'Epoch 2 of 4 · about 4 min left', ['Pause', 'Stop and keep']],
  [runRow(7, { state: 'paused', isResumable: true, seconds: 90 }), /^Paused after 1 min 30 sec; it goes on/, ['Resume', 'Delete']],
  [runRow(7, { state: 'done', seconds: 12 }), 'Done in 12 sec.', []],
  [runRow(7, { state: 'failed', seconds: null, startedAtMs: 0, finishedAtMs: 3000, error: { code: 'internal', message: 'It died' } }), /^Failed after/, []],
])('a run and what can be done with it: %#', async (row, sentence, buttons) => {
  useRuns().apply({ type: 'run-progress', progress: runProgress(7) });
  await show(RunNow, { row }, { at: '/' });
  expect(screen().getByRole('status').textContent).toMatch(sentence);
  expect(screen().queryAllByRole('button').map(({ textContent }) => textContent?.trim()).filter((name) => name !== 'Copy details')).toEqual(buttons);
  if (row.error) expect(screen().getByRole('alert').textContent).toContain('It died');
});

test('a run that is done: how good, on what that was judged, and that nothing frozen changed', async () => {
  useRuns().apply({ type: 'run', run: runRow(7) });
  await show(RunNow, { row: runRow(7) }, { at: '/' });
  expect(screen().getByText(/80\.0% right \(60\.0% to 90\.0%, 6 pictures\)/)).toBeTruthy();
  expect(screen().getByText('on the validation pictures, on which the epoch was chosen')).toBeTruthy();
  expect(screen().getByText('0 of 100 frozen tensors changed.')).toBeTruthy();
});

test('the pictures that were watched keep their room when the run ends, and go when another is shown', async () => {
  const bars = [{ label: 0, probability: 0.9 }];
  useRuns().apply({ type: 'run', run: runRow(7, { state: 'running', headline: null }) });
  await opened(undefined, { runs: { show: ({ run }) => runDetails(run, { epochs: [] }) } });
  expect(router.currentRoute.value.query).toEqual({ run: '7' });
  useRuns().apply({ type: 'run-progress', progress: runProgress(7, { watched: [{ imageId: 5, label: 0, bars }] }) });
  await settled();
  const watched = () => screen().queryByRole('region', { name: /^Pictures to watch/ });
  expect(watched()).not.toBeNull();
  useRuns().apply({ type: 'run', run: runRow(7, { state: 'done' }) });
  await settled();
  expect(useRuns().progress.get(7)).toBeUndefined();
  expect(watched()?.textContent).toContain('1 of these 1 right');
  await router.replace({ query: { run: 'new' } });
  await later(50);
  expect(watched()).toBeNull();
});

test('a run that rests goes on by the next step alone', async () => {
  useRuns().apply({ type: 'run', run: runRow(7, { state: 'paused', isResumable: true, isFinishable: true, headline: null }) });
  await opened('/projects/weeds/train?run=7', { runs: { show: ({ run }) => runDetails(run, { epochs: [] }) } });
  expect(screen().queryByRole('button', { name: 'Resume' })).toBeNull();
  expect(nextStep.value?.action?.label).toBe('Resume this run');
  expect(screen().getByRole('button', { name: 'Stop here' })).toBeTruthy();
});
