import { expect, test } from 'vitest';
import type { RunNotice } from '../../shared/contract/run-calls.ts';
import { wordsIn } from '../testing/words-in.ts';
import { noticeWords } from './notice-words.ts';

const budget = (epochs: number, seconds: number): RunNotice => ({
  about: 'budget',
  budgetSeconds: 600,
  epochs,
  askedEpochs: 10,
  seconds,
});
const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ');

const notices: readonly [RunNotice, RegExp][] = [
  [{ about: 'fine-tune-rate-unused', freeze: 'until:stage4' }, /one phase alone \(from stage 4 on\): .* second one\.$/],
  [{ about: 'batch-norm-unused' }, /no batch normalisation\.$/],
  [{ about: 'balanced-twice' }, /^Class weights and balanced drawing both favour/],
  [{ about: 'blocks-unused', settings: ['dropPath', 'gradients'], freeze: 'first:stage1', isFirst: false }, /^Without effect, because no block of the network is trained: Leave blocks out .*, Measure gradients/],
  [{ about: 'blocks-unused', settings: ['dropPath'], freeze: 'first:stage1.1', isFirst: true }, /^Without effect, because the first block, which is never left out, .*: Leave blocks out/],
  [{ about: 'classes-alike', settings: ['classWeights'], count: 30 }, /^Nothing to balance, because every class has 30 training pictures: Class weights\.$/],
  [{ about: 'too-few-steps', settings: ['warmup'], steps: 9 }, /^Without effect in 9 steps, .*: Warm-up/],
  [{ about: 'rises-to-the-end', warmup: 1, epochs: 10 }, /^The warm-up \(1\) is a part of all steps/],
  [{ about: 'decayed-by-frozen', decay: 0.5, freeze: 'first:stage2', share: 0.5 ** 7 }, /more than 0\.8% of the learning rate\.$/],
  [{ about: 'nothing-to-mix' }, /^Mixing pictures in pairs \(mixup\) has no effect/],
  [{ about: 'goes-on-from', run: 3, kept: ['a'], added: ['b'], gone: [], renamed: [], headAnew: 'solver' }, /^Training goes on from run 3, but takes nothing of its head: a new one is learned\. New: b\.$/],
  [{ about: 'goes-on-from', run: 3, kept: ['a'], added: [], gone: [], renamed: [], headAnew: 'head' }, /takes nothing of its head: a new one is learned\.$/],
  [{ about: 'goes-on-from', run: 3, kept: [], added: ['b', 'c'], gone: ['a'], renamed: [] }, /^Training goes on from run 3, but no class is one of its own: the head is learned anew\. New: b, c\. No longer there: a\.$/],
  [{ about: 'judges-were-learned', run: 3, count: 2 }, /^2 pictures .* taught run 3; accuracy on them says too much\.$/],
  [{ about: 'growing-unused', size: '128-224', imageSize: 224 }, /^Pictures cannot grow in one epoch: it sees them at 224 pixels\.$/],
  [{ about: 'decay-replaced', headDecays: true }, /^Weight decay acts on the last layer alone/],
  [{ about: 'decay-replaced', headDecays: false }, /^Weight decay has no effect/],
  [{ about: 'average-lags', steps: 110, share: 0.989, decay: 0.96 }, /^The average of the weights \(EMA\) is too slow for so few steps \(110\): 99% of it is still .* 0\.96 it would be 1%\.$/],
  [{ about: 'drops-unused' }, /^Where the learning rate is to drop has no effect: .*step/],
  [{ about: 'steps-unused', settings: ['learningRate', 'epochs'] }, /^Without effect, because the last layer is solved at once, not in steps: Learning rate, Epochs\.$/],
  [{ about: 'solver-unused', settings: ['l2'] }, /^Without effect, because no last layer is solved at once: L2 penalty of the head\.$/],
  [{ about: 'lower-layers-unused', settings: ['layerDecay', 'l2sp'] }, /only the head is trained: Lower layers learn slower \(layer decay, factor\), Pull/],
  [{ about: 'too-few-epochs', settings: ['averageEpochs'], epochs: 1 }, /^Without effect with 1 epoch: /],
  [{ about: 'rather-fine-tuned', backbone: 'resnet50.a1_in1k' }, /^ResNet-50 by timm, recipe A1 was learned with smoothed or mixed labels/],
  [{ about: 'features-are-mixed' }, /what the frozen part makes of the pictures/],
  [{ about: 'average-answers', epochs: [3, 4], loss: 0.25, best: 0.3 }, /^The mean of epochs 3, 4 .*0\.2500.*0\.3000.* kept/],
  [{ about: 'average-not-better', epochs: [3, 4], loss: 0.35, best: 0.3 }, /best epoch is kept/],
  [{ about: 'ended-early', phase: 'fine-tune', epochs: 7, of: 10, waited: 3 }, /^Ended early \(fine-tuning\): after 7 of 10 epochs, the last 3 of them without/],
  [{ about: 'ended-early', phase: 'train', epochs: 3, of: 10, waited: 1 }, /the last of them without/],
  [{ about: 'head-solved', l2: 1e-3, gradientNorm: 8.04e-9 }, /^The last layer was solved .* 8 × 10⁻⁹, the penalty \(L2\) 0\.001\.$/],
  [{ about: 'l2-at-end', l2: 1e-5 }, /0\.00001 was taken/],
  [{ about: 'l2-untried', l2: 0.01 }, /two different training pictures.*0\.01 was taken/],
  [{ about: 'l2-untried', l2: 0.01, isGrouped: true }, /whole groups .*0\.01 was taken/],
  [{ about: 'backbone-is-small', better: 'resnet50.a1_in1k' }, /such as ResNet-50 by timm, recipe A1 will do clearly better/],
  [{ about: 'budget-not-measured', budgetSeconds: 600 }, /^How many epochs fit the time budget of 10 min is measured/],
  [
    { about: 'files-left-out', count: 5, of: 36, reasons: [{ reason: 'a HEIC picture', count: 3 }, { reason: 'a truncated PNG', count: 2 }] },
    /^5 of 36 files are left out: 3 × a HEIC picture, 2 × a truncated PNG\.$/,
  ],
  [{ about: 'files-left-out', count: 9, of: 36, reasons: [{ reason: 'a HEIC picture', count: 3 }] }, /^9 of 36 files are left out: 3 × a HEIC picture, 6 for other reasons\.$/],
  [{ about: 'without-label', count: 2, example: 'new.png' }, /^2 pictures have no label and are left out, such as new\.png\.$/],
  [
    { about: 'folders-left-out', count: 1, folders: [{ folder: 'b', reason: 'empty', count: 0 }] },
    /^1 folder is left out: b \(no picture in it, so no class\)$/,
  ],
  [
    { about: 'folders-left-out', count: 1, folders: [{ folder: 'b', reason: 'linked', target: 'a', count: 0 }] },
    /^1 folder is left out: b \(a link to a\)$/,
  ],
  [{ about: 'dim-pictures', count: 12, of: 36 }, /^12 of 36 pictures have 16 bits a value and use 12 of them/],
  [budget(3, 580), /^The time budget of 10 min allows 3 of 10 epochs \(about 9 min 40 sec in all\)\.$/],
  [budget(10, 90), /^All 10 epochs fit the time budget of 10 min \(about 1 min 30 sec\)\.$/],
  [budget(1, 700), /allows 1 of 10 epochs .*\. One epoch is the least, so the run will take longer than asked\.$/],
  [{ about: 'features-too-large', neededBytes: 2e9, cacheSizeBytes: 1e9 }, /needs 2(\.0)? GB, more than the cache may take \(1(\.0)? GB\)/],
  [{ about: 'features-damaged', count: 2 }, /^2 cached features were damaged/],
  [{ about: 'picture-left-out', file: 'a.png', reason: 'an empty file' }, /^a\.png is left out: an empty file$/],
  [{ about: 'checkpoint-damaged', error: { code: 'bad-checkpoint', message: 'It is torn' }, epochs: 2 }, /after 2 epochs \(It is torn\)\.$/],
  [{ about: 'checkpoint-unproved' }, /^The checkpoint was written by an older version/],
  [{ about: 'model-unproved' }, /it was not verified/],
  [{ about: 'store-waits', run: 3, error: { code: 'out-of-disk', message: 'The disk is full' } }, /^What run 3 has to store waits .* The disk is full$/],
  [{ about: 'stored-again', run: 3 }, /^All of run 3 is stored again\.$/],
  [{ about: 'not-stored', error: { code: 'out-of-disk', message: 'The disk is full' } }, /The disk is full$/],
  [{ about: 'no-backup', error: { code: 'out-of-disk', message: 'The disk is full' } }, /^No backup/],
  [{ about: 'text', text: 'as an older version kept it' }, /^as an older version kept it$/],
];
/** What stands in code, flags and JSON, and numbers with a raw exponent; what a sentence of ours never has. */
const raw = /train\.notices|\b(?:until|head-then|first):|\bstage\d|\d[eE][-+]?\d|undefined|\bNaN\b|\bnull\b|\[object|[{}|]/;
/** Of notices that quote nothing. */
const english = /\b(?:the|is|are|of|with|and|without|because|pictures|epochs)\b/;

test.each(notices)('%j: %s', (notice, text) => {
  const [said, german] = (['en', 'de'] as const).map((language) => noticeWords(notice, wordsIn(language)));
  expect(plain(said!)).toMatch(text);
  for (const one of [said!, german!]) expect(one).not.toMatch(raw);
  if (!('reason' in notice || 'reasons' in notice || 'error' in notice || notice.about === 'text')) expect(german).not.toMatch(english);
});

test('runs in notices are called as the person called them', () => {
  const words = { ...wordsIn('en'), runName: () => 'the good one' };
  const about: RunNotice[] = [
    { about: 'goes-on-from', run: 3, kept: ['a'], added: [], gone: [], renamed: [] },
    { about: 'judges-were-learned', run: 3, count: 2 },
    { about: 'stored-again', run: 3 },
  ];
  for (const notice of about) expect(noticeWords(notice, words)).toMatch(/run 3 \(“the good one”\)/);
});

test('in German', () => {
  expect(plain(noticeWords(budget(3, 580), wordsIn('de')))).toBe(
    'Das Zeitbudget von 10 Min. erlaubt 3 von 10 Epochen (insgesamt etwa 9 Min. 40 Sek.).',
  );
});
