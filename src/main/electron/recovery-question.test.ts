import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { tempFolder } from '../../../test/temp-folder.ts';
import { dataFolder } from '../../core/data-folder.ts';
import { backUpWhenDue } from '../../core/store/backups.fixture.ts';
import { allDatasets, insertDataset } from '../../core/store/datasets.ts';
import { closeDatabase, openDatabase } from '../../core/store/database.ts';
import { DamagedDatabase } from '../../core/store/sqlite-errors.ts';
import { recoverByDialog } from './recovery-question.ts';
import { english } from './words-en.ts';

const answering = (button: string) => ({
  showMessageBox: (({ buttons }: { buttons: string[] }) => Promise.resolve({ response: buttons.findIndex((one) => one.startsWith(button)), checkboxChecked: false })) as never,
});

test('before there is a window: restore, begin anew, or leave it', async () => {
  const folder = dataFolder(tempFolder());
  const filled = openDatabase(folder.database);
  insertDataset(filled, { id: 'weeds', name: 'Weeds', root: '/weeds' });
  closeDatabase(filled);
  const error = new DamagedDatabase('It is damaged');
  const count = (): number => {
    const db = openDatabase(folder.database);
    const { length } = allDatasets(db);
    closeDatabase(db);
    return length;
  };
  await backUpWhenDue(folder.database, folder.backups);
  const damaged = readFileSync(folder.database).fill(0xa5, 0, 4096);
  writeFileSync(folder.database, damaged);
  expect(await recoverByDialog(answering('Quit'), folder, error, english.recovery)).toBe(false);
  expect(readFileSync(folder.database)).toEqual(damaged);
  expect(await recoverByDialog(answering('Restore the backup of'), folder, error, english.recovery)).toBe(true);
  expect(count()).toBe(1);
  expect(await recoverByDialog(answering('Begin'), folder, error, english.recovery)).toBe(true);
  expect(count()).toBe(0);
});
