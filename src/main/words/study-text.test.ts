import { expect, test } from 'vitest';
import type { PlannedStudy } from '../../core/studies/plan-study.ts';
import type { StudyReport } from '../../core/studies/study-report.ts';
import type { StudySpec } from '../../shared/study-spec.ts';
import type { StudyVerdict } from '../../shared/study-result.ts';
import { inGerman } from './study-language-de.ts';
import { inEnglish } from './study-language.ts';
import { cellsNotices, cellText, classesText, figureText, judgedText, studyRemarks, studyTogetherText, trialLine } from './study-text.ts';

const compared: StudyVerdict['compared'] = {
  first: { 'net.order': 'pre' },
  second: { 'net.order': 'post' },
  comparison: { test: 'paired-t', difference: 0.031, low: 0.012, high: 0.05, p: 0.0123, pairs: 5, pictures: 0 },
};
const verdict = (changes: Partial<StudyVerdict>): StudyVerdict => ({ claim: 'c', claimed: 'Pre-activation is better.', of: 'accuracy', holds: 'yes', compared, ...changes });

test('a verdict is a sentence and its numbers', () => {
  expect(judgedText(verdict({}), String)).toBe('Holds: Pre-activation is better. net.order pre against net.order post: accuracy +3.1 points, +1.2 to +5.0 (paired t test over 5 pairs of runs, p = 0.012).');
  const over = (more: object) => judgedText(verdict({ compared: { ...compared!, comparison: { ...compared!.comparison, pictures: 60, ...more } } }), String);
  expect([over({}), over({ independentGroups: 12 })]).toEqual([expect.stringContaining('(paired t test over 5 pairs of runs and 60 pictures, p = 0.012)'), expect.stringContaining('(paired t test over 5 pairs of runs and 12 independent groups of pictures, p = 0.012)')]);
  const mcnemar = { ...compared!, comparison: { ...compared!.comparison, test: 'mcnemar' as const, difference: -0.02, low: -0.08, high: 0.04, p: 0.0004, pairs: 1, pictures: 40 } };
  expect(judgedText(verdict({ holds: 'no', compared: mcnemar }), String)).toContain("Does not hold: Pre-activation is better. net.order pre against net.order post: accuracy -2.0 points, -8.0 to +4.0 (McNemar's test on the 40 pictures that both judged, p < 0.001).");
  const one = { ...compared!, comparison: { test: null, difference: -0.2, low: null, high: null, p: null, pairs: 1, pictures: 0 } };
  expect(judgedText(verdict({ holds: 'unclear', of: 'trainLoss', compared: one }), String)).toMatch(/^Cannot be told: .* training loss -0\.200 \(one pair of runs proves nothing here: of training and of losses no picture is kept; ask for --seeds 3\)\.$/);
  expect(judgedText(verdict({ holds: 'unclear', compared: null }), String)).toMatch(/no finished runs to compare\.$/);
});

test('a run that a claim compares is called by its name', () => {
  const sides = { ...compared!, first: { together: 5 }, second: { run: 7 } };
  expect(judgedText(verdict({ compared: sides }), (run) => `${run} "warm"`)).toContain(' together 5 against run 7 "warm": accuracy');
  expect(judgedText(verdict({ compared: sides }), (run) => `${run} („warm“)`, inGerman)).toContain(' together 5 gegen Lauf 7 („warm“): Genauigkeit');
});

test('what is worth knowing of a study names the cells that it is true of, unless it is all of them', () => {
  const trials = [{ row: 0, cell: { batchSize: 1 } }, { row: 0, cell: { batchSize: 1 } }, { row: 1, cell: { batchSize: 16 } }] as unknown as PlannedStudy['trials'];
  const notices = [{ notice: { about: 'nothing-to-mix' }, rows: [0] }, { notice: { about: 'drops-unused' }, rows: [0, 1] }] as const;
  expect(cellsNotices(notices, trials, String)).toEqual([expect.stringMatching(/^Note \(batchSize 1\): --mixup has no effect/), 'Note: --drop-at has no effect without --schedule step.']);
});

test('cells and figures in a line', () => {
  expect([cellText({}), cellText({ freeze: 'head', learningRate: 0.1 })]).toEqual(['as it is', 'freeze head, learningRate 0.1']);
  const figure = { mean: 0.9, low: -0.2, high: 1.3, n: 2, median: 0.9, values: [0.85, 0.95] };
  expect([figureText(figure), figureText({ ...figure, low: null, high: null, n: 1 }), figureText(null)]).toEqual(['90.0 % (0.0 to 100.0)', '90.0 %', '']);
});

test('a network that is a spec is called as its paper does; what has a name of its own keeps it', () => {
  const [grouped, named] = [{ net: { groups: 2, baseWidth: 40 } }, { net: 'resnet50' }];
  const say = { ...inEnglish, names: [{ name: 'ResNeXt-50, 2 x 40d', cell: grouped }, { name: 'ResNet-50, 1 x 64d', cell: named }] };
  expect([cellText(grouped, say), cellText(named, say), cellText({ net: { groups: 3 } }, say)]).toEqual(['ResNeXt-50, 2 x 40d', 'net resnet50', 'net {"groups":3}']);
});

test('a trial that failed says why, and a study where there is nothing to go on with says so', () => {
  const spec = { repeats: { seeds: 2 } } as StudySpec;
  const trial = { position: 1, repeat: 0, cell: { learningRate: 1e30 }, run: 21, accuracy: null };
  expect(trialLine(spec, 2, { ...trial, problem: 'The loss became NaN' }, 'failed', String)).toBe('Trial 2 of 2: learningRate 1e+30, seed 1 of 2: run 21 failed: The loss became NaN');
  const failures = [{ trial: { cell: trial.cell, runId: 21 }, error: { code: 'nan-loss', message: 'The loss became NaN' }, isTriedAgain: false }];
  const report = { study: { id: 3, spec: { ...spec, claims: [] }, steps: null }, status: 'failed', failures, canGoOn: false, rows: [], verdicts: [], curve: null, classes: [], recommended: null, asGood: [] } as unknown as StudyReport;
  expect(studyRemarks(report, (run) => `${run} "too fast"`)).toEqual(['Failed: learningRate 1e+30, run 21 "too fast": The loss became NaN.', expect.stringContaining('would fail again')]);
  const german = studyRemarks({ ...report, failures: failures.map((one) => ({ ...one, error: { ...one.error, values: { kind: 'nan-loss', epoch: 2, step: 7 } } })) } as unknown as StudyReport, (run) => `${run} („zu schnell“)`, inGerman, () => 'Verlust ohne Zahl');
  expect(german[0]).toBe('Gescheitert: learningRate 1e+30, Lauf 21 („zu schnell“): Verlust ohne Zahl.');
  expect(studyRemarks({ ...report, canGoOn: true }, String).at(-1)).toContain('graft study resume 3');
});

test('what is recommended is called better than all others where that is proven, else it is said of which it is not', () => {
  const [head, deep] = [{ freeze: 'head' }, { freeze: 'none' }];
  const report = { study: { id: 3, spec: { repeats: { seeds: 3 }, claims: [] }, steps: null }, status: 'done', failures: [], canGoOn: false, rows: [], verdicts: [], curve: null, classes: [], recommended: head, asGood: [head] } as unknown as StudyReport;
  expect(studyRemarks(report, String)).toEqual(['Recommended: freeze head, proven more accurate than every other.']);
  expect(studyRemarks({ ...report, asGood: [deep, head] }, String)).toEqual([expect.stringMatching(/^Recommended: freeze head, the cheapest .* It is not proven better than freeze none\.$/)]);
});

test('what more pictures would bring each class; those of which nothing can be said share a line', () => {
  const base = { size: 40, accuracy: 0.84, of: 60 };
  expect(
    classesText([
      { ...base, label: 'rowan', kind: 'more', more: 38, low: 0.86, high: 0.9 },
      { ...base, label: 'oak', kind: 'flat' },
      { ...base, label: 'maple', kind: 'few-mistakes', mistakes: 2 },
      { ...base, label: 'birch', kind: 'open', refused: ['no-rise'] },
      { ...base, label: 'linden', kind: 'open', refused: [] },
    ]),
  ).toEqual([
    'About 40 more pictures of rowan would bring 86 to 90 % (now 84), if its curve goes on so.',
    'More pictures of oak would not help (84 % with 40 training pictures as with fewer): look at its labels, or take another backbone.',
    'Fewer than 5 mistakes are left of maple: too few to see a rise by.',
    'Of birch, linden it cannot be told: their validation pictures leave it too open.',
  ]);
});

test('a study of ensembles says how its runs are put to work together; of many the first of each cell', () => {
  const claims = [{ id: 'c', text: 'Together is better.', of: 'accuracy' as const, kind: 'together-higher' as const, among: {} }];
  expect(studyTogetherText({ claims }, [{ runs: [3, 5] }, { runs: [4] }])).toEqual([expect.stringContaining('graft evaluate 3+5+4 --tta tencrop. ')]);
  expect(studyTogetherText({ claims }, [{ runs: [1, 2, 3, 4, 5, 6] }, { runs: [7, 8, 9, 10, 11] }])[0]).toContain('graft predict 1+7 <pictures> --combine vote --csv');
  expect([studyTogetherText({ claims }, [{ runs: [3] }]), studyTogetherText({ claims: [] }, [{ runs: [3, 5] }])]).toEqual([[], []]);
});

test('in German numbers have a comma, claims the words of the window, and a cell stays as study.json has it', () => {
  const known = verdict({ claim: 'pre-activation-helps' });
  expect(judgedText(known, String, inGerman)).toBe('Trifft zu: Volle Voraktivierung hat die höhere Genauigkeit als die ursprüngliche Reihenfolge. net.order pre gegen net.order post: Genauigkeit +3,1 Punkte, +1,2 bis +5,0 (gepaarter t-Test über 5 Paare von Läufen, p = 0,012).');
  expect(cellText({ freeze: 'head', learningRate: 0.001 }, inGerman)).toBe('freeze head, learningRate 0,001');
  expect(figureText({ mean: 0.9, low: 0.85, high: 0.95, n: 2, median: 0.9, values: [] }, inGerman)).toBe('90,0 % (85,0 bis 95,0)');
  expect(classesText([{ size: 40, accuracy: 0.84, of: 60, label: 'rowan', kind: 'more', more: 38, low: 0.86, high: 0.9 }], inGerman)).toEqual(['Etwa 40 Bilder mehr von rowan brächten 86 bis 90 % (jetzt 84), wenn es so weitergeht.']);
});
