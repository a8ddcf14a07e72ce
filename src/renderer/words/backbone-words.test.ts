import { expect, test } from 'vitest';
import type { RunPlan } from '../../shared/run-spec.ts';
import { wordsIn } from '../testing/words-in.ts';
import { backboneWords, begunFromWords } from './backbone-words.ts';
import { settingValueWords } from './setting-words.ts';

const named = (language: 'en' | 'de') => ({ ...wordsIn(language), runName: (run: number) => (run === 2 ? 'Leaves' : null) });

test.each([
  ['en', 'the model of run 2 (“Leaves”)', 'the model of run 3', '2 (“Leaves”)', 'ResNet-18, the studio’s own starter'],
  ['de', 'das Modell von Lauf 2 („Leaves“)', 'das Modell von Lauf 3', '2 („Leaves“)', 'ResNet-18, das Startmodell des Studios'],
] as const)('the model of a run is called by its number and what a person calls that run, wherever it is a base model (%s)', (language, second, third, from, starter) => {
  const words = named(language);
  const begun = (id: string, run?: number) => begunFromWords({ start: { from: 'weights', id, sha256: null, run }, architecture: 'resnet18' } as Pick<RunPlan, 'start' | 'architecture'>, words);
  expect([backboneWords('run-2', words), backboneWords('run-2-0123abcd', words), settingValueWords('backbone', 'run-2', words), begun('run-2', 2)]).toEqual([second, second, second, second]);
  expect([backboneWords('run-3', words), begun('run-3', 3)]).toEqual([third, third]);
  expect([settingValueWords('from', '2', words), settingValueWords('from', 'Leaves', words), backboneWords('run-2', wordsIn(language))]).toEqual([from, 'Leaves', second.replace(/ \(.*/, '')]);
  expect([backboneWords('run-mine', words), backboneWords('resnet18.graft_starter', words)]).toEqual(['run-mine', starter]);
});

test('numbers of settings: a learning rate keeps its digits and is readable however small, whole ones have every digit', () => {
  const said = (setting: string, value: number) => settingValueWords(setting, value, wordsIn('de')).replaceAll(/[\u00a0\u202f]/g, ' ');
  expect([said('learningRate', 1e-7), said('learningRate', 0.00012345), said('seed', 123_456_789), said('cacheSizeBytes', 2e9)]).toEqual(['1 × 10⁻⁷', '0,00012345', '123.456.789', '2 GB']);
});
