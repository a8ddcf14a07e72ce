import { asClassKey, commandLetters, keysOfClasses, type ClassKey } from '../../../shared/class-keys.ts';
import { StudioError } from '../../errors.ts';
import { nameIndex } from '../../same-name.ts';
import { inTransaction, type Database } from '../../store/database.ts';
import { updateDataset } from '../../store/datasets.ts';
import { datasetState } from '../version/dataset-state.ts';

/** A class with the key that gives it, and whether a person chose that; null: none has been chosen and the digits are used up. */
export interface KeyOfClass {
  name: string;
  key: string | null;
  isChosen: boolean;
}

/** Every class in label order with its key. @throws StudioError `not-found` */
export function classKeys(db: Database, datasetId: string): KeyOfClass[] {
  const { classes, dataset } = datasetState(db, datasetId);
  const keys = keysOfClasses(classes, dataset.classKeys);
  const chosen = new Set(dataset.classKeys.map(({ name }) => name));
  return classes.map((name) => ({ name, key: keys.get(name) ?? null, isChosen: chosen.has(name) }));
}

/**
 * Gives a class a key: one letter or digit. A digit that another class has only by its place is taken over. `key` null: as if none had
 * been chosen.
 * @throws StudioError `not-found` (no such class), `bad-usage` (no key, a command's, or chosen for another class)
 */
export function setClassKey(db: Database, datasetId: string, className: string, key: string | null): void {
  const { classes, dataset } = datasetState(db, datasetId);
  const name = classes[nameIndex(classes, className)];
  if (name === undefined) {
    throw new StudioError('not-found', `There is no class "${className}"`, {
      field: 'name',
      values: { kind: 'no-such-class', name: className },
      hint: 'Label a picture with it first.',
    });
  }
  const others = dataset.classKeys.filter((each) => each.name !== name);
  const added = key === null ? [] : [{ name, key: freeKey(key, others.filter((each) => classes.includes(each.name))) }];
  inTransaction(db, () => updateDataset(db, datasetId, { classKeys: [...others, ...added] }));
}

function freeKey(text: string, others: readonly ClassKey[]): string {
  const key = asClassKey(text);
  const fail = (message: string, kind: string, more: Record<string, string> = {}): StudioError =>
    new StudioError('bad-usage', message, { field: 'key', values: { kind, key: key ?? text, ...more }, hint: 'Choose another letter or digit.' });
  if (key === null) throw fail(`"${text}" is not one letter or digit`, 'class-key-unfit');
  if (commandLetters.includes(key)) throw fail(`The key ${key} has another meaning in the window`, 'class-key-of-command');
  const owner = others.find((each) => each.key === key);
  if (owner) throw fail(`The key ${key} belongs to the class "${owner.name}"`, 'class-key-taken', { name: owner.name });
  return key;
}
