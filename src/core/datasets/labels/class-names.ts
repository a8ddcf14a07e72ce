import { StudioError } from '../../errors.ts';
import { inTransaction, type Database } from '../../store/database.ts';
import { isSameName, nameIndex, nameKey } from '../../same-name.ts';
import { deleteNamedClass, insertNamedClass, namedClasses } from '../../store/labels.ts';
import { datasetState } from '../version/dataset-state.ts';
import { howMany } from '../../how-many.ts';

/** A class name as it is stored. @throws StudioError `bad-usage` */
export function checkClassName(text: string): string {
  const name = nameKey(text.trim());
  const fail = (message: string, kind: string, n = 1): StudioError =>
    new StudioError('bad-usage', message, { field: 'label', values: { kind, n }, hint: 'Give a short name on one line, such as "oak".' });
  if (name === '') throw fail('The name of the class is empty', 'class-name-empty');
  if (name.length > 200) throw fail(`The name of the class has ${name.length} characters; 200 are the most`, 'class-name-long', name.length);
  if (/\p{Cc}/u.test(name)) throw fail('The name of the class has a line break or another control character in it', 'class-name-control');
  return name;
}

/** Makes a class that may stay empty. One that is there already is left as it is. @throws StudioError `not-found`, `bad-usage` */
export function addClass(db: Database, datasetId: string, text: string): void {
  const name = checkClassName(text);
  inTransaction(db, () => {
    if (nameIndex(datasetState(db, datasetId).classes, name) < 0) insertNamedClass(db, datasetId, name);
  });
}

/** Takes back a class that was made by name and is empty. @throws StudioError `not-found`, `bad-usage` */
export function removeClass(db: Database, datasetId: string, name: string): void {
  inTransaction(db, () => {
    const state = datasetState(db, datasetId);
    const members = state.images.filter((image) => image.label !== null && isSameName(image.label, name)).length;
    if (members > 0) {
      throw new StudioError('bad-usage', `The class "${name}" has ${howMany(members, 'picture', 'pictures')}`, {
        field: 'name',
        values: { kind: 'class-not-empty', name, n: members },
        hint: 'Move them to another class first.',
      });
    }
    const made = namedClasses(db, datasetId).filter((one) => isSameName(one, name));
    if (made.length === 0) {
      throw new StudioError('not-found', `No class "${name}" was made here`, {
        values: { kind: 'class-not-made', name },
        field: 'name',
        hint: 'A class that is a folder goes with its folder.',
      });
    }
    for (const one of made) deleteNamedClass(db, datasetId, one);
  });
}
