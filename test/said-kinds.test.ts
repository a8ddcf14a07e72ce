import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { advices, unreadFault, unreadKinds } from '../src/core/images/picture-kinds.ts';
import { de } from '../src/renderer/locales/de.ts';

const folders = ['src/core', 'src/main/api', 'src/main/door', 'src/main/electron'];
const files = folders.flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/\.(test|fixture)\.ts$/.test(file))
    .map((file) => path.join(folder, file)),
);

/** Errors that only a terminal, a table or a start of the program can meet: there is no window yet, or it asks no such thing. */
const noWindow: readonly string[] = [
  'src/core/data-folder.ts',
  'src/core/datasets/labels/match-labels.ts',
  'src/core/datasets/views/images-called.ts',
  'src/core/evaluation/',
  'src/core/nets/find-net.ts',
  'src/core/nets/net-meant.ts',
  'src/core/references/',
  'src/main/electron/ipc.ts',
];
/** Codes that nobody is told of, or whose sentence is a note for whoever mends the program. */
const noWords: readonly string[] = ['cancelled', 'internal'];

interface Thrown {
  readonly place: string;
  readonly code: string;
  readonly hasValues: boolean;
}

/** Every `new StudioError(…)` of a file. What hands on another's details has its values. */
function thrownIn(file: string): Thrown[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const found: Thrown[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isNewExpression(node) && node.expression.getText() === 'StudioError') {
      const [code, , details] = node.arguments!;
      const isLiteral = details !== undefined && ts.isObjectLiteralExpression(details);
      const hasValues = isLiteral
        ? details.properties.some((one) => one.name?.getText() === 'values' || (ts.isSpreadAssignment(one) && one.expression.getText() === 'details'))
        : details?.getText() === 'details';
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      found.push({ place: `${file}:${line + 1}`, code: code!.getText().replaceAll("'", ''), hasValues });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

test('every error that a window can meet says what it says as data too', () => {
  const thrown = files.flatMap(thrownIn);
  expect(thrown.length).toBeGreaterThan(150);
  const silent = thrown.filter(({ place, code, hasValues }) => !hasValues && !noWords.includes(code) && !noWindow.some((start) => place.startsWith(start)));
  expect(silent.map(({ place, code }) => `${place} ${code}`)).toEqual([]);
});

/** Kinds that the program gives values of: whatever stands as text behind `kind:` beside `values`, and those of pictures and weights. */
const kinds = new Set(
  files.flatMap((file) => {
    const text = readFileSync(file, 'utf8');
    const given = [...text.matchAll(/\bvalues(?:: \w+)? ?[:=](?: \w+ === undefined \?)? \{[^}]*?kind: ([^,}]*)/g)].flatMap(([, expression]) =>
      [...expression!.matchAll(/(?<!=== )'([\w-]+)'/g)].map((match) => match[1]),
    );
    const because = [...text.matchAll(/becauseOf\('([\w-]+)'/g)].map((match) => match[1]);
    const pictures = [...text.matchAll(/badImage\(\s*(?:`[^`]*`|'[^']*'|[\w.]+)(?: \+\s*(?:`[^`]*`|'[^']*'))*,\s*'([\w-]+)'/g)].map((match) => match[1]);
    const notes = [...text.matchAll(/\bnote\((?:[^()]|\([^()]*\))*?'(import-[\w-]+)'/g)].map((match) => match[1]);
    const weights = file.startsWith('src/core/weights') ? [...text.matchAll(/'(weights-[\w-]+)'/g)].map((match) => match[1]) : [];
    return [...given, ...because, ...pictures, ...notes, ...weights].filter((kind) => kind !== undefined);
  }),
);

test('every kind that the program tells as data has its words in the window', () => {
  expect(kinds.size).toBeGreaterThan(180);
  expect([...kinds].filter((kind) => !(kind in de.said.kinds))).toEqual([]);
});

test('every picture that is not read has its name and what to do in the window’s languages', () => {
  const words = Object.keys(de.said.words);
  for (const kind of unreadKinds) {
    const { values } = unreadFault(kind);
    if (values.kind === 'camera-raw') expect(values['maker']).toBeTruthy();
    else expect(words).toEqual(expect.arrayContaining([values['what'], values['advice']]));
  }
  expect(words).toEqual(expect.arrayContaining(Object.keys(advices)));
});
