import { expect, test } from 'vitest';
import type { RunNotice } from '../../shared/contract/run-calls.ts';
import { noticeObject, noticeText } from './notice-text.ts';

const error = { code: 'out-of-disk', message: 'The disk is full' } as const;
const budget = (epochs: number, seconds: number): RunNotice => ({ about: 'budget', budgetSeconds: 600, epochs, askedEpochs: 10, seconds });
const badFiles: RunNotice = {
  about: 'files-left-out',
  count: 3,
  of: 10,
  reasons: [
    { reason: 'a truncated PNG', count: 2 },
    { reason: 'a HEIC picture', count: 1 },
  ],
};
const empty: RunNotice = { about: 'folders-left-out', count: 1, folders: [{ folder: 'birds', reason: 'empty', count: 0 }] };
const linked: RunNotice = { about: 'folders-left-out', count: 1, folders: [{ folder: 'kittens', reason: 'linked', target: 'cats', count: 0 }] };

test.each<[RunNotice, RegExp]>([
  [badFiles, /^3 of 10 files are left out: 2 x a truncated PNG, 1 x a HEIC picture \("graft datasets show" lists them\)\.$/],
  [{ ...badFiles, count: 5 }, /^5 of 10 files are left out: 2 x a truncated PNG, 1 x a HEIC picture, 2 for other reasons \(/],
  [{ about: 'without-label', count: 1, example: 'stray.png' }, /^1 picture has no label and is left out, such as "stray\.png"\.$/],
  [empty, /^1 folder is left out\. "birds": it holds no picture and is no class\.$/],
  [linked, /^1 folder is left out\. "kittens": it is a link to "cats", where its pictures count\.$/],
  [{ about: 'dim-pictures', count: 1, of: 7 }, /^1 of 7 pictures has 16 bits a value and uses 12 of them, nearly black/],
  [{ about: 'fine-tune-rate-unused', freeze: 'head' }, /^--fine-tune-lr has no effect/],
  [{ about: 'batch-norm-unused' }, /^--bn train has no effect/],
  [{ about: 'blocks-unused', settings: ['dropPath', 'gradients'], freeze: 'first:stage1', isFirst: false }, /^--drop-path, --gradients have no effect with --freeze first:stage1: no block is trained\.$/],
  [{ about: 'blocks-unused', settings: ['dropPath'], freeze: 'first:stage1.1', isFirst: true }, /^--drop-path has no effect with --freeze first:stage1\.1: the first block, which is never left out/],
  [{ about: 'classes-alike', settings: ['classWeights', 'sampling'], count: 30 }, /^--class-weights, --sampling have nothing to balance: every class has 30 training pictures\.$/],
  [{ about: 'too-few-steps', settings: ['warmup'], steps: 9 }, /^--warmup has no effect in so few steps \(9\)/],
  [{ about: 'rises-to-the-end', warmup: 1, epochs: 10 }, /^--warmup 1 is a part of all steps: .* never falls\. One epoch of 10 is --warmup 0\.1\.$/],
  [{ about: 'rises-to-the-end', warmup: 1, epochs: 1 }, /never falls\.$/],
  [{ about: 'decayed-by-frozen', decay: 0.5, freeze: 'first:stage2', share: 0.5 ** 7 }, /^--layer-decay 0\.5 counts the layers above what --freeze first:stage2 trains as well: .* more than 0\.78 % of the rate\.$/],
  [{ about: 'nothing-to-mix' }, /^--mixup has no effect: every step sees one picture/],
  [{ about: 'goes-on-from', run: 3, kept: ['a'], added: ['b'], gone: [], renamed: [], headAnew: 'solver' }, /^Training goes on from run 3: no class keeps its row of the head, which --solver exact finds anew; new: b\.$/],
  [{ about: 'goes-on-from', run: 3, kept: ['a', 'b'], added: [], gone: [], renamed: [], headAnew: 'head' }, /no class keeps its row of the head, which --head makes another one\.$/],
  [{ about: 'balanced-twice' }, /^--class-weights balanced and --sampling balanced both favour/],
  [{ about: 'decay-replaced', headDecays: true }, /^--weight-decay acts on the head alone: .*--l2-sp/],
  [{ about: 'decay-replaced', headDecays: false }, /^--weight-decay has no effect: --l2-sp/],
  [{ about: 'average-lags', steps: 110, share: 0.989, decay: 0.96 }, /^--ema averages too slowly for 110 steps: 99 % of the average .* --ema 0\.96 leaves 1 %\.$/],
  [{ about: 'drops-unused' }, /^--drop-at has no effect without --schedule step/],
  [{ about: 'steps-unused', settings: ['learningRate', 'epochs'] }, /^--epochs, --lr have no effect: the head is solved exactly/],
  [{ about: 'solver-unused', settings: ['l2'] }, /^--l2 has no effect/],
  [{ about: 'lower-layers-unused', settings: ['l2sp', 'layerDecay'] }, /^--layer-decay, --l2-sp have no effect: only the head/],
  [{ about: 'too-few-epochs', settings: ['averageEpochs', 'earlyStop'], epochs: 1 }, /^--average-epochs, --early-stop have no effect with so few epochs \(1\)/],
  [{ about: 'rather-fine-tuned', backbone: 'resnet50.a1_in1k' }, /^resnet50\.a1_in1k was learned with smoothed or mixed labels/],
  [{ about: 'features-are-mixed' }, /^--mixup mixes what the frozen part makes/],
  [{ about: 'average-answers', epochs: [3, 4], loss: 0.25, best: 0.3 }, /^The mean of epochs 3, 4 .*0\.2500.*0\.3000: the mean is kept\.$/],
  [{ about: 'average-not-better', epochs: [3, 4], loss: 0.35, best: 0.3 }, /: the best epoch is kept\.$/],
  [{ about: 'ended-early', phase: 'fine-tune', epochs: 7, of: 10, waited: 3 }, /^Early stop: fine-tune ended after 7 of 10 epochs, the last 3 of them without a lower validation loss\.$/],
  [{ about: 'ended-early', phase: 'train', epochs: 3, of: 10, waited: 1 }, /the last one of them without/],
  [{ about: 'head-solved', l2: 1e-3, gradientNorm: 8.04e-9 }, /^The head was solved to its optimum: largest gradient 8\.0e-9, l2 0\.001\.$/],
  [{ about: 'l2-at-end', l2: 1e-5 }, /0\.00001 was taken/],
  [{ about: 'l2-untried', l2: 0.01 }, /^No class has two different training pictures/],
  [{ about: 'l2-untried', l2: 0.01, isGrouped: false }, /^No class has two different training pictures/],
  [{ about: 'l2-untried', l2: 0.01, isGrouped: true }, /^No l2 could be tried: whole groups .*each other group holds a class that no other has\. 0\.01 was taken; --l2/],
  [budget(3, 580), /^The time budget of 10 min allows 3 of 10 epochs \(about 9 min 40 s in all\)\.$/],
  [budget(10, 580), /^All 10 epochs fit/],
  [{ about: 'budget', budgetSeconds: 600, epochs: 1, askedEpochs: 1, seconds: 90 }, /^The one epoch fits the time budget of 10 min \(about 1 min 30 s\)\.$/],
  [budget(1, 700), /longer than asked\.$/],
  [{ about: 'features-too-large', neededBytes: 2e9, cacheSizeBytes: 1e9 }, /need 2\.0 GB, more than the cache may take \(1\.0 GB, --cache-size\)/],
  [{ about: 'features-damaged', count: 2 }, /^2 cached feature records were damaged and have been computed again/],
  [{ about: 'picture-left-out', file: 'a.png', reason: 'an empty file (0 bytes)' }, /^Left out a\.png: an empty file \(0 bytes\)$/],
  [{ about: 'checkpoint-damaged', error, epochs: 2 }, /^The disk is full\. The run goes on from the one before it, after epoch 2\.$/],
  [{ about: 'checkpoint-unproved' }, /^The checkpoint was written by an older version/],
  [{ about: 'model-unproved' }, /it was not verified/],
  [{ about: 'store-waits', run: 3, error }, /^What run 3 has to store waits and is tried again .*The disk is full$/],
  [{ about: 'stored-again', run: 3 }, /^All of run 3 is stored again\.$/],
  [{ about: 'not-stored', error }, /The disk is full$/],
  [{ about: 'no-backup', error }, /^No backup of the database was made/],
  [{ about: 'text', text: 'as an older version kept it' }, /^as an older version kept it$/],
])('%j: %s', (notice, text) => expect(noticeText(notice, String)).toMatch(text));

test('as JSON a notice is its kind and its values, the sentence beside', () => {
  expect(noticeObject({ about: 'without-label', count: 1, example: 'a.png' }, String)).toEqual({
    code: 'without-label',
    values: { count: 1, example: 'a.png' },
    message: '1 picture has no label and is left out, such as "a.png".',
  });
});

test('a run that a notice speaks of is called by its name too', () => {
  const notice = { about: 'judges-were-learned', run: 3, count: 2 } as const;
  expect(noticeText(notice, (run) => `${run} "first try"`)).toContain('taught run 3 "first try":');
});
