import { expect, test } from 'vitest';
import type { PlainReason, SettingReason } from '../../shared/contract/plan-view.ts';
import { en } from '../locales/en.ts';
import { wordsIn } from '../testing/words-in.ts';
import { reasonWords } from './reason-words.ts';

test.each<[SettingReason, string, string]>([
  [{ because: 'asked' }, 'you asked for it', 'so gewünscht'],
  [
    { because: 'used-last-is-gone', backbone: 'mine' },
    'it comes with the program; mine, used last, is not on this machine any more',
    'es kommt mit dem Programm; mine, zuletzt benutzt, ist nicht mehr auf diesem Rechner',
  ],
  [
    { because: 'enough-to-fine-tune', smallest: 21, enough: 20 },
    'every class has at least 20 training pictures, enough to train the last stage after the head',
    'jede Klasse hat mindestens 20 Trainingsbilder, genug, um nach dem Kopf die letzte Stufe zu trainieren',
  ],
  [
    { because: 'too-few-to-fine-tune', smallest: 1, enough: 20 },
    'the smallest class has 1 training picture, fewer than 20: only the head is trained',
    'die kleinste Klasse hat 1 Trainingsbild, weniger als 20: Nur der Kopf wird trainiert',
  ],
  [
    { because: 'head-learns-fast', steps: 3000 },
    'a new head learns fast, the more so in 3,000 steps',
    'ein neuer Kopf lernt schnell, erst recht in 3.000 Schritten',
  ],
  [{ because: 'steps-asked', settings: ['epochs'] }, 'Epochs speaks of steps', 'Epochen betrifft Schritte'],
  [{ because: 'steps-asked', settings: ['learningRate', 'batchSize'] }, 'Learning rate, Batch size speak of steps', 'Lernrate, Stapelgröße betreffen Schritte'],
  [
    { because: 'measured', gain: 1.904, imagesPerSecond: 81.6, processor: null },
    'measured on this GPU: bfloat16 runs at 1.90 times the speed of float32 (82 pictures/s)',
    'gemessen auf dieser GPU: bfloat16 läuft mit dem 1,90-Fachen der Geschwindigkeit von float32 (82 Bilder/s)',
  ],
])('%j: %s', (reason, english, german) => {
  expect(reasonWords(reason, wordsIn('en'))).toBe(english);
  expect(reasonWords(reason, wordsIn('de'))).toBe(german);
});

/** By type every reason without values has its words; German has what English has (locales.test.ts). */
const plain: Record<PlainReason, string> = en.reasons;

test('no reason is said as the name of its key', () => {
  for (const because of Object.keys(plain)) expect(plain[because as PlainReason]).not.toBe(because);
});
