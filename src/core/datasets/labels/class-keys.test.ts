import fc from 'fast-check';
import { expect, test } from 'vitest';
import { asClassKey, commandLetters, keysOfClasses } from '../../../shared/class-keys.ts';
import { openDatabase, type Database } from '../../store/database.ts';
import { insertDataset } from '../../store/datasets.ts';
import { addClass, removeClass } from './class-names.ts';
import { classKeys, setClassKey } from './class-keys.ts';

function withClasses(names: readonly string[]): Database {
  const db = openDatabase(':memory:');
  insertDataset(db, { id: 'd', name: 'd', root: '/d' });
  for (const name of names) addClass(db, 'd', name);
  return db;
}
const shown = (db: Database) => classKeys(db, 'd').map(({ name, key, isChosen }) => `${name} ${key ?? '-'}${isChosen ? '!' : ''}`);
const many = Array.from({ length: 11 }, (_, at) => `c${String(at).padStart(2, '0')}`);

test('digits by place, letters by choice; a choice is kept with the data set and may be taken back', () => {
  const db = withClasses(many);
  setClassKey(db, 'd', 'c10', 'Q');
  setClassKey(db, 'd', 'c09', '1');
  expect(shown(db)).toEqual(['c00 -', ...[2, 3, 4, 5, 6, 7, 8, 9].map((key) => `c0${key - 1} ${key}`), 'c09 1!', 'c10 q!']);
  setClassKey(db, 'd', 'c09', null);
  setClassKey(db, 'd', 'c10', 'ü');
  expect(shown(db).filter((line) => line.includes('!'))).toEqual(['c10 ü!']);
  expect(shown(db)[0]).toBe('c00 1');
});

test.each([
  ['a command has it', 'X', { code: 'bad-usage', values: { kind: 'class-key-of-command', key: 'x' } }],
  ['two letters', 'qq', { code: 'bad-usage', values: { kind: 'class-key-unfit', key: 'qq' } }],
  ['a sign', '?', { code: 'bad-usage', values: { kind: 'class-key-unfit', key: '?' } }],
  ['another class has it', 'q', { code: 'bad-usage', field: 'key', values: { kind: 'class-key-taken', key: 'q', name: 'oak' } }],
])('a key is refused where %s', (_, key, error) => {
  const db = withClasses(['elm', 'oak']);
  setClassKey(db, 'd', 'oak', 'q');
  expect(() => setClassKey(db, 'd', 'elm', key)).toThrow(expect.objectContaining(error));
  expect(shown(db)).toEqual(['elm 1', 'oak q!']);
});

test('a class that is gone keeps nobody from its key, and finds it again', () => {
  const db = withClasses(['elm', 'oak']);
  setClassKey(db, 'd', 'oak', 'q');
  removeClass(db, 'd', 'oak');
  expect(() => setClassKey(db, 'd', 'oak', 'w')).toThrow(expect.objectContaining({ code: 'not-found' }));
  addClass(db, 'd', 'oak');
  expect(shown(db)).toEqual(['elm 1', 'oak q!']);
});

test('whatever is chosen, no two classes share a key and no class has a command’s', () => {
  const letter = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 });
  fc.assert(
    fc.property(fc.uniqueArray(fc.string(), { maxLength: 30 }), fc.array(fc.tuple(fc.nat(29), letter), { maxLength: 30 }), (classes, wishes) => {
      const db = withClasses(classes.filter((name) => name.trim() !== '' && !/\p{Cc}/u.test(name)));
      const names = classKeys(db, 'd').map(({ name }) => name);
      for (const [at, key] of wishes) {
        if (names[at] === undefined) continue;
        try {
          setClassKey(db, 'd', names[at], key);
        } catch (error) {
          expect(error).toMatchObject({ code: 'bad-usage' });
        }
      }
      const keys = classKeys(db, 'd').flatMap(({ key }) => key ?? []);
      expect(new Set(keys).size).toBe(keys.length);
      for (const key of keys) expect([asClassKey(key), commandLetters.includes(key)]).toEqual([key, false]);
      db.$client.close();
    }),
    { numRuns: 30 },
  );
});

test('keysOfClasses forgets choices of classes that are not there', () => {
  expect([...keysOfClasses(['a', 'b'], [{ name: 'gone', key: '1' }, { name: 'b', key: 'q' }])]).toEqual([['a', '1'], ['b', 'q']]);
});
