import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { advices, unreadFault, unreadKinds } from '../src/core/images/picture-kinds.ts';
import { de } from '../src/renderer/locales/de.ts';

const folders = ['src/core', 'src/main/api'];
const files = folders.flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/\.(test|fixture)\.ts$/.test(file))
    .map((file) => path.join(folder, file)),
);
/** Kinds that the program gives values of: `values: { kind: '…'`, and those of pictures. */
const kinds = new Set(
  files.flatMap((file) => {
    const text = readFileSync(file, 'utf8');
    const given = [...text.matchAll(/\bvalues(?:: \w+)? ?[:=] \{ kind: (?:\w[^?}]*\? '([\w-]+)' : )?'([\w-]+)'/g)].flatMap((match) => match.slice(1));
    const pictures = [...text.matchAll(/badImage\(\s*(?:`[^`]*`|'[^']*'|[\w.]+)(?: \+\s*(?:`[^`]*`|'[^']*'))*,\s*'([\w-]+)'/g)].map((match) => match[1]);
    const notes = [...text.matchAll(/\bnote\((?:[^()]|\([^()]*\))*?'(import-[\w-]+)'/g)].map((match) => match[1]);
    return [...given, ...pictures, ...notes].filter((kind) => kind !== undefined);
  }),
);

test('every kind that the program tells as data has its words in the window', () => {
  expect(kinds.size).toBeGreaterThan(35);
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
