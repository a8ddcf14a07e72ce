import { expect, test } from 'vitest';
import { de } from './de.ts';
import { en } from './en.ts';

type Tree = { [key: string]: string | Tree };
function leaves(tree: Tree, path = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[path + key, value]] : leaves(value, `${path}${key}.`),
  );
}
const english = new Map(leaves(en));
const sources = import.meta.glob(['../**/*.vue', '../**/*.ts', '!../**/*.test.ts', '!../locales/**'], {
  query: '?raw',
  import: 'default',
  eager: true,
}) as Record<string, string>;

/** `{n}`, or any value right before one of the things that are counted. */
const counts =
  /\{n\}|\{\w+\} \(?(pictures|classes|images|files|runs|epochs|folders|steps|views|changes|copies|labels|tensors|numbers|minutes|seconds|days|groups|models|parameters|channels|Bilder|Bildern|Klassen|Dateien|Läufe|Läufen|Epochen|Ordner|Ordnern|Schritte|Kopien|Zahlen|Tensoren|Sekunden|Minuten|Tage|Tagen|Gruppen|Modelle|Kanäle|Parameter|Parametern)\b/;

/** Why these need no form for one. */
const justified: Record<string, string> = {
  'data.health.says.imbalance': 'the largest of uneven classes has many pictures',
  'data.split.about': 'names no thing that is counted',
  'evaluate.matrix.some': 'drawn where classes are too many to draw',
  'frame.layout.sides.train': 'names no thing that is counted',
  'frame.layout.sides.val': 'names no thing that is counted',
  'frame.layout.sides.test': 'names no thing that is counted',
  'frame.news.counted': 'names no thing that is counted',
  'frame.run.rate': 'a unit',
  'reasons.measured': 'a unit',
  'model.partTitle': 'no layer has one channel or one parameter',
  'model.line.spoken': 'no network has one parameter',
  'model.line.trained': 'no network has one parameter',
  'runSettings.values.averageEpochs.last': 'two or more are averaged',
  'runSettings.values.averageEpochs.best': 'two or more are averaged',
  'runSettings.values.head.mlp': 'names no thing that is counted',
  'train.says.share': 'no network has one parameter',
  'verdict.ledger.best': 'said of two models or more',
  'verdict.ledger.why': 'said of two models or more',
  'said.kinds.class-name-long': 'more than 200',
  'said.kinds.name-long': 'more than 200',
  'said.kinds.too-many-trials': 'more than a study has at most',
};

test('what counts has a form for one, in both languages, or a reason', () => {
  const plain = [...leaves(en), ...leaves(de)].filter(([, text]) => counts.test(text) && !text.includes(' | ')).map(([key]) => key);
  expect(plain.filter((key) => !(key in justified))).toEqual([]);
  expect(Object.keys(justified).filter((key) => !plain.includes(key)), 'reasons that nothing needs').toEqual([]);
});

test('whoever says such a message says how many: else it would take the form for one', () => {
  const asked = Object.entries(sources).flatMap(([file, text]) =>
    [...text.matchAll(/(?<![\w.])\$?t\(\s*'([^']+)'/g)].map((match) => ({ file, key: match[1]!, given: argumentsFrom(text, match.index) })),
  );
  const plurals = asked.filter(({ key }) => english.get(key)?.includes(' | '));
  expect(plurals.length).toBeGreaterThan(30);
  const without = plurals.filter(({ given }) => given.length < 2 || (given.length === 2 && given[1]!.startsWith('{')));
  expect(without.map(({ file, key }) => `${key} in ${file}`)).toEqual([]);
});

/** Arguments of the call that begins at `start`, as they are written. */
function argumentsFrom(text: string, start: number): string[] {
  const given = [''];
  let depth = 0;
  for (const letter of text.slice(text.indexOf('(', start))) {
    if ('([{'.includes(letter)) depth += 1;
    if (')]}'.includes(letter)) depth -= 1;
    if (depth === 0) break;
    if (letter === ',' && depth === 1) given.push('');
    else if (depth > 1 || letter !== '(') given[given.length - 1] += letter;
  }
  return given.map((each) => each.trim()).filter(Boolean);
}
