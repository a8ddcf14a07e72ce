import { expect, test } from 'vitest';
import { wordsIn } from '../../testing/words-in.ts';
import { studyWords } from '../../words/study-words.ts';
import type { StudyCell } from '../../../shared/study-spec.ts';
import type { StudyVerdict } from '../../../shared/study-result.ts';
import { cellWords, claimWords, classWords, comparedWords, fieldWords, paperWords, rangeWords, repeatWords } from './study-words.ts';

const [english, german] = [wordsIn('en'), wordsIn('de')];

test('ways in the words of people, in both languages; what has none is shown as it is', () => {
  const cells: StudyCell[] = [{}, { freeze: 'head' }, { freeze: 'until:stage4' }, { freeze: 'head-then:stage3.1' }, { trainShare: 0.125 }, { learningRate: 0.001, optimizer: 'sgd' }, { 'net.order': 'pre' }, { 'net.groups': 32 }, { 'net.shortcut': { same: { kind: 'identity' }, change: 'projection' } }];
  expect(cells.map((cell) => cellWords(cell, english))).toEqual([
    'as it is', 'the last layer only', 'from stage 4 on', 'last layer first, then from stage 3, block 2 on', '12.5%', 'Learning rate 0.001, sgd', 'full pre-activation', '32', 'same identity, change projection',
  ]);
  expect(cells.slice(0, 6).map((cell) => cellWords(cell, german))).toEqual(['wie es ist', 'nur die letzte Schicht', 'ab Stufe 4', 'erst die letzte Schicht, dann ab Stufe 3, Block 2', '12,5 %', 'Lernrate 0,001, sgd']);
  expect(cellWords({ net: 'cifar_resnet20' }, english, [{ name: 'ResNet-20', cell: { net: 'cifar_resnet20' } }])).toBe('ResNet-20');
  expect(['trainShare', 'learningRate', 'net.shortcut.same', 'net.stem'].map((field) => fieldWords(field, english))).toEqual(['Part of the training pictures', 'Learning rate', 'Shortcut', 'net.stem']);
  expect([repeatWords({ seeds: 3 }, 1, english), repeatWords({ folds: 5 }, 1, german)]).toEqual(['Seed 2', 'Teil 2 von 5']);
});

const verdict = (more: Partial<StudyVerdict> = {}): StudyVerdict => ({
  claim: 'c',
  claimed: 'Said by the program.',
  of: 'accuracy',
  holds: 'yes',
  compared: { first: { learningRate: 0.1 }, second: { learningRate: 0.01 }, comparison: { test: 'paired-t', difference: 0.031, low: 0.012, high: 0.05, p: 0.0123, pairs: 5, pictures: 0 } },
  ...more,
});

test('a verdict is numbers in a sentence', () => {
  expect(comparedWords(verdict(), english)).toBe('0.1 against 0.01: accuracy +3.1 points (+1.2 to +5.0). Paired t test over 5 pairs of runs, p = 0.012.');
  expect(comparedWords(verdict(), german)).toBe('0,1 gegen 0,01: Genauigkeit +3,1 Punkte (+1,2 bis +5,0). Gepaarter t-Test über 5 Paare von Läufen, p = 0,012.');
  const { compared } = verdict();
  const over = { ...compared!, comparison: { ...compared!.comparison, pictures: 60 } };
  expect(comparedWords(verdict({ compared: over }), english)).toMatch(/Paired t test over 5 pairs of runs and 60 pictures, p = 0\.012\.$/);
  expect(comparedWords(verdict({ compared: { ...over, comparison: { ...over.comparison, independentGroups: 12 } } }), german)).toMatch(/Gepaarter t-Test über 5 Paare von Läufen und 12 unabhängige Gruppen von Bildern, p = 0,012\.$/);
  const mcnemar = { ...compared!, comparison: { ...compared!.comparison, test: 'mcnemar' as const, p: 0.0001, low: null, high: null, pictures: 1, pairs: 1 } };
  expect(comparedWords(verdict({ compared: mcnemar }), english)).toMatch(/\+3\.1 points\. McNemar’s test on the 1 picture that both judged, p < 0\.001\.$/);
  const one = { ...compared!, comparison: { ...compared!.comparison, test: null, p: null, low: null, high: null, pairs: 1 } };
  expect(comparedWords(verdict({ compared: one, of: 'trainLoss' }), english)).toBe('0.1 against 0.01: training loss +0.031. One pair of runs proves nothing here: of training and of losses no picture is kept. Ask for three seeds.');
  const together = { ...mcnemar, first: { together: 5 }, second: { run: 12 } };
  expect(comparedWords(verdict({ compared: together }), english)).toMatch(/^5 models together against run 12, the best alone: accuracy/);
  expect(comparedWords(verdict({ compared: null }), english)).toMatch(/no two finished runs/);
  expect([rangeWords({ low: -0.2, high: 1.3 }, english), rangeWords({ low: null, high: null }, english)]).toEqual(['0.0 to 100.0', null]);
});

test('claims and studies in the window’s words, else in those of the program', () => {
  expect([claimWords({ claim: 'deeper-helps', claimed: 'x' }, german), claimWords(verdict(), german)]).toEqual(['Mehr als die letzte Schicht zu trainieren ergibt eine höhere Genauigkeit.', 'Said by the program.']);
  const study = { preset: 'freeze-depth', title: 'How deep to train', question: 'How much?' };
  expect(studyWords('question', study, german)).toBe('Wie tief soll ich trainieren?');
  expect(studyWords('question', { ...study, preset: null }, german)).toBe('How much?');
  const paper = { arxiv: '1512.03385', place: 'somewhere', measured: '', recipe: '' };
  expect([paperWords('place', 'degradation', paper, german), paperWords('place', 'brand-new', paper, german)]).toEqual(['Tabellen 2 und 6, Abbildungen 4 und 6', 'somewhere']);
});

test('what more pictures would bring each class', () => {
  const base = { size: 40, accuracy: 0.84, of: 60 };
  const classes = [
    { ...base, label: 'rowan', kind: 'more' as const, more: 38, low: 0.86, high: 0.9 },
    { ...base, label: 'oak', kind: 'flat' as const },
    { ...base, label: 'maple', kind: 'few-mistakes' as const, mistakes: 2 },
    { ...base, label: 'birch', kind: 'open' as const, refused: ['no-rise'] },
    { ...base, label: 'linden', kind: 'open' as const, refused: [] },
  ];
  expect(classWords(classes, english)).toEqual([
    'About 40 more pictures of rowan would bring 86.0% to 90.0% (now 84.0%), if it goes on like this.',
    'More pictures of oak would not help: it stays at 84.0%. Look at its labels, or take another base model.',
    'Too few mistakes are left to see a rise by (fewer than 5): maple.',
    'Cannot be told, the validation pictures leave it too open: birch, linden.',
  ]);
  expect(classWords(classes, german)[0]).toMatch(/^Etwa 40 Bilder mehr von rowan brächten 86,0/);
});
