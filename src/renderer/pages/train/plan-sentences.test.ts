import { expect, test } from 'vitest';
import type { PlanView } from '../../../shared/contract/plan-view.ts';
import type { Phase, RunPlan } from '../../../shared/run-spec.ts';
import { wordsIn } from '../../testing/words-in.ts';
import { askedWords, planSentences } from './plan-sentences.ts';

const phase = (cut: string, more: Partial<Phase> = {}): Phase => ({
  name: 'train',
  cut,
  epochs: 1,
  patience: 0,
  learningRate: 0.01,
  batchSize: 16,
  augment: 'none',
  labelSmoothing: 0, solver: 'iterative', l2: null,
  ...more,
});

function sentences(phases: Phase[], more: Partial<PlanView> = {}, language: 'en' | 'de' = 'en'): string[] {
  const view: PlanView = {
    plan: { architecture: 'resnet18', start: { from: 'weights', id: 'resnet18.graft_starter', sha256: null }, phases, preprocessing: { imageSize: 32 }, cacheSizeBytes: 1e8 } as RunPlan,
    reasons: [],
    notices: [],
    parts: [
      { part: 'stem', parameters: 9536, trained: 0 },
      { part: 'stage4', parameters: 11_166_976, trained: 0 },
      { part: 'head', parameters: 1539, trained: 1539 },
    ],
    cacheBytes: 57_344,
    disk: { runFileBytes: 5e7, newFeatureBytes: 0, neededBytes: 5e7, freeBytes: 5e9 },
    command: '',
    classes: 3,
    images: { train: 21, val: 7, test: 0 },
    ...more,
  };
  return planSentences(view, wordsIn(language)).map((text) => text.replaceAll(/[\u00a0\u202f]/g, ' '));
}

test('four sentences say what is shown, what learns, how pictures go in and what is kept', () => {
  expect(sentences([phase('head')])).toEqual([
    'A pretrained network (ResNet-18, the studio’s own starter) learns to tell 3 classes apart from 21 pictures; 7 others (validation) show after every epoch how good it is.',
    'Only a new last layer learns, 1,539 of its 11.2 million numbers (parameters), 1 time through all training pictures (epochs); all others stay exactly as they are (frozen).',
    'Pictures are seen at 32 × 32 pixels, always the same way; what the frozen part makes of them is computed once and kept on the disk (57 kB).',
    'The state with the fewest doubts on the validation pictures (lowest validation loss) is the one that is kept.',
  ]);
});

test('the same in German', () => {
  expect(sentences([phase('head', { epochs: 2000 })], { images: { train: 1, val: 1, test: 1200 } }, 'de')).toEqual([
    'Ein vortrainiertes Netz (ResNet-18, das Startmodell des Studios) lernt aus 1 Bild, 3 Klassen zu unterscheiden; 1 anderes (Validierung) zeigt nach jeder Epoche, wie gut es ist, und 1.200 bleiben für eine letzte Prüfung zurück.',
    'Nur eine neue letzte Schicht lernt, 1.539 der 11,2 Millionen Zahlen des Netzes (Parameter), 2.000-mal durch alle Trainingsbilder (Epochen); alle anderen bleiben genau, wie sie sind (eingefroren).',
    'Bilder werden mit 32 × 32 Pixeln gesehen, immer auf dieselbe Weise; was der eingefrorene Teil aus ihnen macht, wird einmal berechnet und auf der Platte behalten (57 kB).',
    'Behalten wird der Stand mit den wenigsten Zweifeln auf den Validierungsbildern (kleinster Validierungsverlust).',
  ]);
});

test('every freeze strategy has its own words', () => {
  const learns = (...phases: Phase[]) => sentences(phases)[1];
  expect(learns(phase('stage3.1'))).toMatch(
    /^Everything from block 2 of stage 3 on learns, 1,539 of its 11\.2 million numbers/,
  );
  expect(learns(phase('stem'))).toMatch(/^The whole network learns, /);
  const head = phase('head', { epochs: 30, patience: 5 });
  expect(learns(head, phase('stage4', { epochs: 7 }))).toMatch(
    /^First only a new last layer learns, at most 30 times .*; then everything from stage 4 on, .* 7 times/,
  );
  expect(learns(head, phase('stem'))).toContain('then everything from the very first layer on');
  expect(learns(head, phase('stage4'), phase('stem', { epochs: 7 }))).toMatch(/^First only a new last layer learns, at most 30 times .*; then a stage more at a time .* the whole network, .* 7 times/);
  expect(learns(head, phase('stem', { end: 'stage2' }))).toMatch(/; then only what lies before stage 2, /);
  expect(learns(phase('stem', { end: 'head' }))).toMatch(/^Only what lies before the last layer learns, .* the last layer too/);
});

test('pictures kept for a test, varied pictures and a cache that is too small are told', () => {
  const [shown, , how] = sentences([phase('stage4', { augment: 'light' })], {
    images: { train: 2100, val: 700, test: 1 },
    cacheBytes: 2e8,
    disk: { runFileBytes: 5e7, newFeatureBytes: 0, neededBytes: 5e7, freeBytes: 5e9 },
  });
  expect(shown).toMatch(/apart from 2,100 pictures; 700 others .*, and 1 is kept for a final test\.$/);
  expect(how).toMatch(/cropped a little differently.*would take 200 MB of disk, more than it may/);
});

test('pictures that grow are told', () => {
  const grown = phase('stem', { epochs: 2, sizes: [{ imageSize: 32, epochs: 1 }, { imageSize: 64, epochs: 1 }] });
  const plan = { architecture: 'resnet18', start: { from: 'weights', id: 'resnet18.graft_starter', sha256: null }, phases: [grown], preprocessing: { imageSize: 64 }, cacheSizeBytes: 1e8 } as RunPlan;
  expect(sentences([grown], { plan })[2]).toMatch(/ seen at 64 × 64 pixels.* While it learns they grow from 32 to 64 pixels \(progressive resizing\)/);
  expect(sentences([grown], { plan }, 'de')[2]).toMatch(/ mit 64 × 64 Pixeln gesehen.* wachsen sie von 32 auf 64 Pixel \(Progressive Resizing\)/);
});

test('small crops and large ones have words of their own', () => {
  const looks = (augment: Phase['augment'], language: 'en' | 'de' = 'en') => sentences([phase('head'), phase('stage4', { augment })], {}, language)[2]!;
  expect(looks('standard')).toContain('cropped to very different parts, with “strong” in other colours too;');
  expect(looks('strong', 'de')).toContain('mit „strong“ auch in anderen Farben;');
  expect(looks('pad-crop')).toContain('cropped a little differently');
});

test('what was asked for is said, also where the form does not show it', () => {
  const spec = { backbone: 'a', freeze: 'none', name: 'mine', mixup: 0.2, schedule: 'one-cycle', averageEpochs: 'last:5', earlyStop: 3, learningRate: 1e-4, timeBudgetSeconds: 600 } as const;
  const said = (language: 'en' | 'de') => askedWords(spec, wordsIn(language))?.replaceAll(/[\u00a0\u202f]/g, ' ');
  expect(said('en')).toBe('You asked for: Learning rate: 0.0001; Schedule: up, then down (one-cycle); Mixup: 0.2; Averaged epochs: mean of the last 5 (last:5); Early stop: 3; Time budget: 10 min');
  expect(said('de')).toBe('Gewünscht ist: Lernrate: 0,0001; Zeitplan: hinauf, dann hinab (one-cycle); Mixup: 0,2; Gemittelte Epochen: Mittel der letzten 5 (last:5); Früher Stopp: 3; Zeitbudget: 10 Min.');
  expect(askedWords({ backbone: 'a', freeze: 'none', name: 'mine' }, wordsIn('en'))).toBeNull();
});
