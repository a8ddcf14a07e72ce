import { fireEvent, within } from '@testing-library/dom';
import { expect, test, vi } from 'vitest';
import type { HelpKind, RunVerdict, VerdictHelp } from '../../../shared/verdict.ts';
import { useDraft } from '../../stores/draft.ts';
import { useProject } from '../../stores/project.ts';
import { useRuns } from '../../stores/runs.ts';
import { datasetView, imageAnswer, runDetails, runRow, verdictAnswer } from '../../testing/answers.ts';
import { fakeProgram } from '../../testing/fake-program.ts';
import { laidOut, later, screen, settled, show } from '../../testing/show.ts';
import { nextStep } from '../../window/next-step.ts';
import { router } from '../../window/router.ts';
import EvaluateHead from './EvaluateHead.vue';
import EvaluatePage from './EvaluatePage.vue';

const helps = {
  weakest: { kind: 'weakest-class', label: 'dock', found: 5, images: 10, recall: 0.5, interval: [0.24, 0.76], trainImages: 20, morePictures: 12, isShown: true, gain: 0.06 },
  pair: { kind: 'confused-pair', labels: ['dock', 'nettle'], counts: [1, 1], share: 0.5, gain: 0.05 },
  suspects: { kind: 'label-suspects', count: 1, isUnsure: false, pictures: [{ image: 3, file: 'nettle/3.jpg', label: 'nettle', likely: 'dock', given: 0, sure: 1 }], gain: 0.02 },
  few: { kind: 'too-few-pictures', images: 60, moreImages: 189, margin: 0.109, gain: null },
  heart: { kind: 'learns-by-heart', trainAccuracy: 1, trainLoss: 0.1, valLoss: 0.7, isAugmented: false, gain: null },
  deeper: { kind: 'train-deeper', from: 'head', to: 'head-then:stage4', gain: null },
  base: { kind: 'better-base-model', from: 'a', fromAccuracy: null, to: 'resnet50.a1_in1k', toAccuracy: 0.804, sizeBytes: 102_000_000, isOnDisk: false, gain: null },
} satisfies Record<string, VerdictHelp>;

async function opened(verdict: RunVerdict) {
  laidOut({ width: 508, height: 520 });
  const program = fakeProgram({
    datasets: { show: () => datasetView() },
    runs: { show: ({ run }) => runDetails(run, { spec: { epochs: 3, name: 'first try' } }) },
    evaluations: {
      answers: () => [imageAnswer(1, 'dock', 'nettle'), imageAnswer(2, 'dock', 'dock'), imageAnswer(3, 'nettle', 'dock')],
      verdict: () => verdict,
      testLedger: () => null, testLock: () => null,
      ownConsistency: () => null,
      changes: () => ({ labels: 0, pictures: 0, metBefore: 0 }),
    },
  });
  await useProject().open('weeds');
  useRuns().apply({ type: 'run', run: runRow(7) });
  await show(EvaluatePage, { dataset: 'weeds' }, { at: '/projects/weeds/evaluate' });
  await later(120);
  return program;
}
/** What the mark behind a sentence says. */
const moreAbout = (sentence: RegExp) => within(screen().getByText(sentence)).getByRole('button').getAttribute('aria-description');
const shownPictures = () => screen().getAllByRole('gridcell').map(({ dataset }) => dataset.tip ?? '').filter((file) => file.endsWith('.jpg'));
/** By the one button that says it: of the next step, else on the page. */
async function press(label: string): Promise<void> {
  const { action } = nextStep.value!;
  expect(screen().queryAllByRole('button', { name: label })).toHaveLength(action?.label === label ? 0 : 1);
  if (action?.label === label) await action.run();
  else screen().getByRole('button', { name: label }).click();
}
const at = () => router.currentRoute.value;

test.each<[Partial<RunVerdict>, string, string | null]>([
  [
    { plainly: { times: 3, of: 4 }, classes: 5, guessing: { accuracy: 0.2, isBeaten: true, p: 0 }, largestClass: { label: 'dock', accuracy: 0.22, isBeaten: true, p: 0 }, standing: 'better' },
    'Right 3 times of 4; guessing gives 1 of 5.',
    null,
  ],
  [{}, 'Right 4 times of 6; guessing gives 1 of 2, always saying dock 67%.', 'From these pictures it cannot be told whether that is better than guessing.'],
  [{ guessing: { accuracy: 0.5, isBeaten: true, p: 0 } }, 'Right 4 times of 6; guessing gives 1 of 2, always saying dock 67%.', 'From these pictures it cannot be told whether that is better than always saying dock.'],
  [{ standing: 'worse' }, 'Right 4 times of 6; guessing gives 1 of 2, always saying dock 67%.', 'That is worse than doing without a model.'],
])('a verdict in plain words: %j', async (more, sentence, doubt) => {
  await show(EvaluateHead, { row: runRow(2), runs: [runRow(2)], verdict: verdictAnswer(more) });
  expect(screen().getByRole('heading', { level: 1 }).textContent).toBe(sentence);
  expect(screen().queryByText(/cannot be told|worse than/)?.textContent ?? null).toBe(doubt);
});

test('test pictures that chose among models say how often they were looked at, and what that leaves of the figure; validation says nothing', async () => {
  const ledger = { looks: 9, models: 4, firstAtMs: Date.UTC(2026, 10, 2), lastAtMs: Date.UTC(2026, 10, 20), low: 0.21, high: 0.94 };
  const shown = await show(EvaluateHead, { row: runRow(2), runs: [runRow(2)], verdict: verdictAnswer({ split: 'test' }), ledger });
  expect(screen().getByText(/looked at 9 times since/).textContent).toMatch(/; the best of 4 models may lie between 21.0% and 94.0% $/);
  await shown.set({ ledger: null, consistency: { images: 30, agreed: 28, share: 28 / 30, low: 0.787, high: 0.982, independentGroups: null, unsure: 1, lastAtMs: 0 } });
  expect(screen().queryByText(/looked at/)).toBeNull();
  expect(screen().getByText('You agree with yourself on 28 of 30 pictures: 93% (79 to 98%). By such labels the best of models would be right 93 to 97% of the time.')).toBeTruthy();
});

test('locked test pictures say until when, and how they open', async () => {
  const lock = { dataset: 'weeds', lockedAtMs: 0, untilMs: new Date(2027, 2, 1).getTime(), finalRun: null };
  const shown = await show(EvaluateHead, { row: runRow(2), runs: [runRow(2)], verdict: verdictAnswer(), lock });
  expect(moreAbout(/^the test pictures are locked until .*2027/)).toContain('opens them for the one run');
  await shown.set({ lock: { ...lock, finalRun: 7 } });
  expect(screen().getByText('only run 7, named final, is judged by the test pictures')).toBeTruthy();
});

test('test pictures are locked from where their figure stands, and the one run is named there; nothing is said before the button', async () => {
  const program = fakeProgram({ datasets: { testLock: () => null, lockTest: ({ dataset, untilMs = null, finalRun = null }) => ({ dataset, lockedAtMs: 0, untilMs, finalRun }) } });
  useRuns().apply({ type: 'run', run: runRow(7, { dataset: 'weeds', state: 'done' }) });
  const onLocked = vi.fn();
  const ledger = { looks: 1, models: 1, firstAtMs: 0, lastAtMs: 0, low: 0.5, high: 0.9 };
  const shown = await show(EvaluateHead, { row: runRow(7), runs: [runRow(7)], verdict: verdictAnswer({ split: 'test' }), ledger, lock: null, onLocked });
  const open = async (name: string) => {
    screen().getByRole('button', { name }).click();
    await vi.dynamicImportSettled();
    await settled();
    return within(document.querySelector<HTMLElement>('[role="dialog"]')!);
  };
  const dialog = await open('Lock …');
  dialog.getByLabelText('Until a day').click();
  await settled();
  const close = dialog.getByRole<HTMLButtonElement>('button', { name: 'Lock them' });
  expect(close.disabled).toBe(true);
  await fireEvent.input(dialog.getByLabelText('Open again when this day begins'), { target: { value: '2027-03-01' } });
  await settled();
  expect(program.inputsOf('datasets.lockTest')).toEqual([]);
  close.click();
  await settled();
  expect(program.inputsOf('datasets.lockTest')).toEqual([{ dataset: 'weeds', untilMs: new Date(2027, 2, 1).getTime() }]);
  expect(onLocked).toHaveBeenCalledOnce();
  const lock = { dataset: 'weeds', lockedAtMs: 0, untilMs: null, finalRun: null };
  program.answer({ datasets: { testLock: () => lock } });
  await shown.set({ ledger: null, lock });
  const naming = await open('Name the final run …');
  expect(naming.getByText(/It alone is then judged/)).toBeTruthy();
  naming.getByRole('button', { name: 'Name run 7 final' }).click();
  await settled();
  expect(program.inputsOf('datasets.lockTest').at(-1)).toEqual({ dataset: 'weeds', finalRun: 7 });
});

test('the report of the run that is shown is saved in the language of the window', async () => {
  const program = fakeProgram({ runs: { report: ({ run }) => ({ file: `${run}-report.html`, folder: '/exports' }) } });
  const saved: string[] = [];
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    saved.push(`${new URL(this.href).pathname} ${this.download}`);
  });
  await show(EvaluateHead, { row: runRow(7), runs: [runRow(7)], verdict: verdictAnswer() });
  screen().getByRole('button', { name: 'Report' }).click();
  await settled();
  expect([program.inputsOf('runs.report'), saved]).toEqual([[{ run: 7, language: 'en' }], ['/api/files/7-report.html 7-report.html']]);
});

test('the axis says in words what it draws, and no figure stands twice on the card', async () => {
  const verdict = verdictAnswer({
    accuracy: 0.733,
    interval: [0.61, 0.829],
    images: 60,
    classes: 8,
    plainly: { times: 3, of: 4 },
    helps: [helps.weakest, { ...helps.pair, counts: [7, 4] }, helps.deeper],
  });
  await show(EvaluateHead, { row: runRow(22), runs: [runRow(22), runRow(21)], verdict });
  expect(screen().getByRole('img').getAttribute('aria-label')).toBe(
    'Right 73.3%, with 95% certainty between 61.0 and 82.9%. Guessing gives 50.0%, always saying dock 66.7%.',
  );
  const said = screen().getByRole('banner').textContent;
  expect(said).toContain('73.3% (61.0 to 82.9)');
  expect(said).toContain('on 60 pictures, chosen on these pictures');
  const figures = said.match(/\d+(\.\d+)?/g)!;
  expect(figures.filter((figure, at) => figures.indexOf(figure) !== at), said).toEqual([]);
});

test('an interval of groups says that it counts groups', async () => {
  await show(EvaluateHead, { row: runRow(22), runs: [runRow(22)], verdict: verdictAnswer({ accuracy: 0.733, interval: [0.41, 0.929], independentGroups: 12 }) });
  expect(screen().getByRole('banner').textContent).toContain('73.3% (41.0 to 92.9)');
  expect(moreAbout(/^from 12 independent groups$/)).toContain('groups are counted and not pictures');
});

test('of too few groups there is no interval, and the reason in words', async () => {
  const tooFew = { kind: 'too-few-groups', groups: 3, moreGroups: 2, margin: null, gain: null } as const;
  await show(EvaluateHead, { row: runRow(22), runs: [runRow(22)], verdict: verdictAnswer({ accuracy: 0.733, interval: null, independentGroups: 3, helps: [tooFew] }) });
  const said = screen().getByRole('banner').textContent;
  expect(said).toContain('73.3% (no range)');
  expect(said).toContain('only 3 independent groups: a range takes 5');
  expect(said).toContain('2 more independent groups to be judged by');
  expect(screen().getByRole('img').getAttribute('aria-label')).toContain('Right 73.3%, of too few independent groups for a range.');
});

test.each<[keyof typeof helps, string, string]>([
  ['weakest', '12 more pictures of dock – found least: 5 of 10 (24.0 to 76.0%)', 'at most +6.0 points'],
  ['pair', 'dock and nettle told apart – taken for each other: 50% of all mistakes', 'at most +5.0 points'],
  ['suspects', '1 label that looks wrong – 3.jpg looks like dock', 'at most +2.0 points'],
  ['few', '189 more pictures to be judged by – 60 pictures leave 10.9 points to either side', 'half as wide a range'],
  ['heart', 'Pictures that are changed as it learns (augmentation) – it knows those it learned from by heart (100%), others far less', 'only a run can tell'],
  ['deeper', 'Train deeper – so far only the last layer learned; the last stage of the network can too', 'only a run can tell'],
  ['base', 'A larger base model: ResNet-50 – 80.4% on ImageNet; 102 MB to download', 'only a run can tell'],
])('what would help: %s', async (name, words, gain) => {
  await show(EvaluateHead, { row: runRow(2), runs: [runRow(2)], verdict: verdictAnswer({ helps: [helps[name]] }) });
  const row = screen().getByRole('region', { name: 'What would help most' }).querySelector('li')!;
  const said = row.textContent.replace(/\s+/g, ' ');
  expect(said).toContain(words);
  expect(said).toContain(gain);
});

test.each<[HelpKind, VerdictHelp, string, string[], Record<string, string>]>([
  ['weakest-class', helps.weakest, 'Show the missed dock', ['dock/1.jpg'], { run: '7', class: 'dock' }],
  ['confused-pair', helps.pair, 'Show these 2 pictures', ['dock/1.jpg', 'nettle/3.jpg'], { run: '7', class: 'dock', said: 'nettle', both: '1' }],
  ['label-suspects', helps.suspects, 'Check the label', ['nettle/3.jpg'], { run: '7', show: 'suspects' }],
])('%s is the next step, its button shows its pictures, and Back returns to all mistakes', async (_, help, button, pictures, query) => {
  await opened(verdictAnswer({ helps: [help] }));
  expect(nextStep.value?.action?.label).toBe(button);
  await press(button);
  await later(120);
  expect([at().query, shownPictures()]).toEqual([query, pictures]);
  expect(screen().getByRole('button', { name: button })).toBeDefined();
  expect(nextStep.value?.action?.label).toBe('Use it on new pictures');
  router.back();
  await later(120);
  expect([at().name, at().query, shownPictures()]).toEqual(['evaluate', {}, ['dock/1.jpg', 'nettle/3.jpg']]);
});

test.each<[string, VerdictHelp, string, string, Record<string, string>, Record<string, unknown>]>([
  ['deeper', helps.deeper, 'Set up deeper training', 'train', { run: 'new' }, { epochs: 3, freeze: 'head-then:stage4' }],
  ['augmented', helps.heart, 'Train with changed pictures', 'train', { run: 'new' }, { epochs: 3, augment: 'light' }],
  ['base model', helps.base, 'Go to this base model', 'model', {}, { epochs: 3, backbone: 'resnet50.a1_in1k' }],
  ['pictures', helps.few, 'Add pictures', 'data', {}, {}],
  ['more of a class', helps.weakest, 'Add some', 'data', { class: 'dock' }, {}],
])('%s: goes where it is done, with everything set and without the name of the run', async (_, help, button, page, query, draft) => {
  await opened(verdictAnswer({ helps: [help] }));
  useDraft().replace({});
  await press(button);
  await later(50);
  expect([at().name, at().query, useDraft().spec]).toEqual([page, query, draft]);
});

test('a label that was seen to stays on the wall of suspects while one goes on', async () => {
  const program = await opened(verdictAnswer({ helps: [helps.suspects] }));
  await press('Check the label');
  await later(120);
  program.answer({ evaluations: { verdict: () => verdictAnswer({ helps: [] }) } });
  useProject().revision += 1;
  await later(400);
  expect(screen().queryByRole('region', { name: 'What would help most' })).toBeNull();
  expect(shownPictures()).toEqual(['nettle/3.jpg']);
});

test('tabs are steps of their own for Back', async () => {
  await opened(verdictAnswer());
  fireEvent.mouseDown(screen().getByRole('tab', { name: 'Classes' }));
  await settled();
  expect(at().query).toEqual({ run: '7', tab: 'classes' });
  router.back();
  await later(60);
  expect([at().name, at().query]).toEqual(['evaluate', {}]);
});
