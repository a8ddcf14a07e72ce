import { expect, test } from 'vitest';
import { wordsIn } from '../testing/words-in.ts';
import { decidedWords, settingValueWords, valueWithTerm } from './setting-words.ts';

const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ');

test('what a plan decided, which is text, is shown as the language writes it', () => {
  const of = (setting: string, value: string) => plain(decidedWords(setting, value, wordsIn('de')));
  expect([of('cacheSizeBytes', '20000000000'), of('timeBudgetSeconds', '600'), of('weightDecay', '0.01'), of('batchSize', '1024'), of('learningRate', '1e-7')]).toEqual(['20 GB', '10 Min.', '0,01', '1.024', '1 × 10⁻⁷']);
  expect([of('solver', 'exact'), of('dropAt', '0.5,0.75'), of('imageSize', '128-224'), of('optimizer', 'adamw')]).toEqual(['auf einmal (exact)', '0.5,0.75', '128-224', 'adamw']);
});

test('how deep is trained, in words', () => {
  const of = (freeze: string) => settingValueWords('freeze', freeze, wordsIn('en'));
  expect([of('head'), of('until:stage4'), of('head-then:stage3.1')]).toEqual(['the last layer only', 'from stage 4 on', 'last layer first, then from stage 3, block 2 on']);
});

test('a table of runs says settings in words, their exact terms beside them', () => {
  const of = (setting: string, value: string | number) => plain(valueWithTerm(setting, value, wordsIn('en')));
  expect([of('freeze', 'until:stage4'), of('freeze', 'gradual'), of('schedule', 'cosine'), of('schedule', 'constant + cosine'), of('head', 'mlp:256:0.2'), of('learningRate', '0.001 + 0.0001'), of('batchSize', 32)]).toEqual([
    'from stage 4 on (until:stage4)',
    'last layer first, then a stage more at a time (gradual)',
    'a falling curve (cosine)',
    'always the same (constant) + a falling curve (cosine)',
    'with a layer of 256 before it (mlp:256:0.2)',
    '0.001 + 0.0001',
    '32',
  ]);
});
