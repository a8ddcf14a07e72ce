import type { Split } from '../store/schema.ts';

const sideWords: Readonly<Record<string, Split>> = {
  train: 'train',
  training: 'train',
  trn: 'train',
  trainval: 'train',
  val: 'val',
  valid: 'val',
  validate: 'val',
  validation: 'val',
  validierung: 'val',
  dev: 'val',
  devel: 'val',
  development: 'val',
  eval: 'val',
  evaluation: 'val',
  test: 'test',
  tests: 'test',
  testing: 'test',
  tst: 'test',
  testdev: 'test',
  holdout: 'test',
  heldout: 'test',
};

/** Words that say nothing of what is in a folder. */
const fillers = new Set(
  (
    'set sets data dataset datasets datensatz daten image images img imgs pic pics picture pictures photo photos bilder file files folder ' +
    'dir split part seg sample samples subset only the all full final new mini small raw original cropped resized x jpg jpeg png v'
  ).split(' '),
);

/** Of pictures that nobody labelled: no side, and no class beside the sides. */
const leftOverWords = new Set(
  'pred predict prediction predictions unlabelled unlabeled unsupervised unsup submission submissions extra challenge'.split(' '),
);

const compound = new RegExp(`^(?:${[...fillers].join('|')})?(${Object.keys(sideWords).join('|')})(?:${[...fillers].join('|')})?$`);

/** Words of a folder's name: `seg_train`, `TrainSet2017`, `01-Hold-out (2)` are "seg train", "train set", "holdout". */
function wordsOf(name: string): string[] {
  const text = name
    .normalize('NFC')
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .replaceAll(/[^\p{L}]+/gu, ' ')
    .replaceAll(/\b(hold|held) out\b|\btest dev\b|\btrain val\b/g, (pair) => pair.replace(' ', ''));
  return text.split(' ').filter((word) => word !== '');
}

const sideOfWord = (word: string): Split | undefined => {
  const found = compound.exec(word)?.[1];
  return found === undefined ? undefined : sideWords[found];
};

/** Whether a name holds nothing but words such as "images". */
export function isFillerName(name: string): boolean {
  const words = wordsOf(name);
  return words.length > 0 && words.every((word) => fillers.has(word));
}

/** Whether a folder of this name beside train/ and the like holds pictures that nobody labelled. */
export function isLeftOverName(name: string): boolean {
  const words = wordsOf(name).filter((word) => !fillers.has(word));
  return words.length > 0 && words.every((word) => leftOverWords.has(word));
}

const isEvaluation = (name: string): boolean => wordsOf(name).some((word) => /eval/.test(word));

/** The sides that folders beside one another mean: "eval" beside "val" is the last check where no other is. */
export function sidesOfNames(names: readonly string[]): (Split | undefined)[] {
  const sides = names.map(sideOfName);
  const hasOtherVal = names.some((name, i) => sides[i] === 'val' && !isEvaluation(name));
  if (!hasOtherVal || sides.includes('test')) return sides;
  return sides.map((side, i) => (side === 'val' && isEvaluation(names[i]!) ? 'test' : side));
}

/** The side that a folder's name means; undefined where it has any other word in it, or means two. */
export function sideOfName(name: string): Split | undefined {
  const words = wordsOf(name).filter((word) => !fillers.has(word));
  const sides = new Set(words.map(sideOfWord));
  return sides.size === 1 ? [...sides][0] : undefined;
}
