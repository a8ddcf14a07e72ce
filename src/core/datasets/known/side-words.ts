import type { Split } from '../../../shared/split.ts';


const sideWords: Readonly<Record<string, Split>> = {
  train: 'train',
  training: 'train',
  trainings: 'train',
  entrainement: 'train',
  entraînement: 'train',
  apprentissage: 'train',
  trn: 'train',
  trainval: 'train',
  val: 'val',
  valid: 'val',
  validate: 'val',
  validation: 'val',
  validierung: 'val',
  validierungs: 'val',
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
    'donnees données jeu dir split part seg sample samples subset only the all full final new mini small raw original cropped resized x jpg jpeg png v'
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

const isEvaluation = (name: string): boolean => wordsOf(name).some((word) => /eval/.test(word));

/** Words that say what is in a folder. */
const restOf = (name: string): string[] => wordsOf(name).filter((word) => !fillers.has(word) && sideOfWord(word) === undefined);

/** The words that say what is in every one of the folders, "asl" of `asl_train` and `asl_test`, and so tell none from another. */
function wordsOfAll(names: readonly string[]): ReadonlySet<string> {
  const [first, ...others] = names.map(restOf);
  return new Set(others.length === 0 ? [] : first!.filter((word) => others.every((words) => words.includes(word))));
}

function sideWithout(common: ReadonlySet<string>, name: string): Split | undefined {
  const words = wordsOf(name).filter((word) => !fillers.has(word) && !common.has(word));
  const sides = new Set(words.map(sideOfWord));
  return sides.size === 1 ? [...sides][0] : undefined;
}

/** The side that a folder's name means; undefined where it has any other word in it, or means two. */
export const sideOfName = (name: string): Split | undefined => sideWithout(new Set(), name);

/** Names that say the same but for the side: `train_cats` and `test_cats`, each with what they say. */
function pairedNames(names: readonly string[]): string[][] {
  const paired = Map.groupBy(names.map((name) => ({ rest: restOf(name), name })), ({ rest }) => rest.join(' '));
  return [...paired].flatMap(([key, group]) => {
    const sides = group.map(({ rest, name }) => sideWithout(new Set(rest), name)).filter((side) => side !== undefined);
    return key !== '' && new Set(sides).size > 1 ? [group[0]!.rest] : [];
  });
}

/** Whether folders beside one another say the same but for the side: classes and sides in one name. */
export const areNamesPaired = (names: readonly string[]): boolean => pairedNames(names).length > 0;

/**
 * The sides that folders beside one another mean, without the words that all have: "eval" beside "val" is the last check where no
 * other is. Where a person said that they are sides, what lies beside `asl_train` and `asl_test` need not have their word.
 */
export function sidesOfNames(names: readonly string[], areSides = false): (Split | undefined)[] {
  const paired = areSides ? pairedNames(names) : [];
  const common = new Set([...wordsOfAll(names), ...(paired.length === 1 ? paired[0]! : [])]);
  const sides = names.map((name) => sideWithout(common, name));
  const hasOtherVal = names.some((name, i) => sides[i] === 'val' && !isEvaluation(name));
  if (!hasOtherVal || sides.includes('test')) return sides;
  return sides.map((side, i) => (side === 'val' && isEvaluation(names[i]!) ? 'test' : side));
}

/** Whether folders beside one another all mean sides, or hold pictures that nobody labelled. */
export function areOnlySides(names: readonly string[]): boolean {
  const common = wordsOfAll(names);
  return names.every((name) => {
    const left = restOf(name).filter((word) => !common.has(word));
    return sideWithout(common, name) !== undefined || (left.length > 0 && left.every((word) => leftOverWords.has(word)));
  });
}
