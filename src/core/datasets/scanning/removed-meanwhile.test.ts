import { renameSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { writePictures } from '../../../../test/picture-folder.ts';
import { tempFolder } from '../../../../test/temp-folder.ts';
import { closeDatabase, inTransaction, openDatabase } from '../../store/database.ts';
import { allDatasets, getDataset, updateDataset } from '../../store/datasets.ts';
import { createRun } from '../../store/runs.ts';
import { removeDataset } from '../known/remove-dataset.ts';
import { setLabel } from '../labels/labels.ts';
import { datasetState } from '../version/dataset-state.ts';
import { addDataset } from './add-dataset.ts';
import { datasetForTraining } from './dataset-for-training.ts';
import { rescanDataset } from './open-dataset.ts';
import { relinkDataset } from './relink-dataset.ts';

async function pets() {
  const root = path.join(tempFolder(), 'pets');
  await writePictures(root, ['cats/0.png', 'cats/1.png', 'dogs/0.png', 'dogs/1.png']);
  const db = openDatabase(':memory:');
  onTestFinished(() => closeDatabase(db));
  const { id } = await addDataset(db, root);
  return { root, db, id };
}

/** Calls `act` once, while the files are read. */
function meanwhile(act: () => void): { onProgress: () => void } {
  let isDone = false;
  return {
    onProgress() {
      if (!isDone) act();
      isDone = true;
    },
  };
}

test('a data set that is removed while it is scanned stays removed, and the scan says so', async () => {
  const { root, db, id } = await pets();
  const removing = meanwhile(() => removeDataset(db, id));
  await expect(datasetForTraining(db, id, removing)).rejects.toMatchObject({ code: 'not-found', message: `There is no data set "${id}"` });
  expect(allDatasets(db)).toEqual([]);

  await addDataset(db, root);
  await expect(rescanDataset(db, id, meanwhile(() => removeDataset(db, id)))).rejects.toMatchObject({ code: 'not-found' });
  expect(allDatasets(db)).toEqual([]);
});

test('one that is hidden meanwhile, since labels were given in it, does not come back either', async () => {
  const { db, id } = await pets();
  setLabel(db, id, [datasetState(db, id).images[0]!.file.id], 'dogs');
  const scan = datasetForTraining(db, id, meanwhile(() => removeDataset(db, id)));
  await expect(scan).rejects.toMatchObject({ code: 'not-found', message: `The data set "${id}" was removed` });
  expect(getDataset(db, id).removedAtMs).not.toBeNull();
});

test('a folder that is added by name is a data set, whoever removed that one meanwhile', async () => {
  const { root, db, id } = await pets();
  await addDataset(db, root, meanwhile(() => removeDataset(db, id)));
  expect(allDatasets(db)).toMatchObject([{ id, root }]);
});

test('one that is removed and added again while it is scanned is scanned as the new one', async () => {
  const { root, db, id } = await pets();
  const again = meanwhile(() => {
    removeDataset(db, id);
    inTransaction(db, () => db.$client.prepare("INSERT INTO datasets (id, name, root, created_at_ms) VALUES (?, 'pets', ?, 1)").run(id, root));
  });
  await datasetForTraining(db, id, again);
  expect(datasetState(db, id).plan().members).toHaveLength(4);
});

test('one that is given another folder while the former is scanned keeps the new one, and no second is made of the former', async () => {
  const { root, db, id } = await pets();
  const moved = `${root}-moved`;
  const scan = rescanDataset(db, id, meanwhile(() => updateDataset(db, id, { root: moved })));
  await expect(scan).rejects.toMatchObject({ code: 'busy', message: `The data set "${id}" was given another folder, ${moved}, while ${root} was read` });
  expect(allDatasets(db)).toMatchObject([{ id, root: moved }]);
});

test('one whose folder was moved, with a link left behind, is asked to be relinked: no other is made of what the link leads to', async () => {
  const { root, db, id } = await pets();
  renameSync(root, `${root}-moved`);
  symlinkSync(`${root}-moved`, root);
  const moved = { code: 'not-found', values: { kind: 'folder-leads-elsewhere', to: `${root}-moved` }, hint: expect.stringContaining('relink') };
  await expect(datasetForTraining(db, id)).rejects.toMatchObject(moved);
  await expect(rescanDataset(db, id)).rejects.toMatchObject(moved);
  expect(allDatasets(db)).toHaveLength(1);
  await relinkDataset(db, id, root);
  expect((await datasetForTraining(db, id)).images).toHaveLength(4);
  expect(allDatasets(db)).toMatchObject([{ id, root: `${root}-moved` }]);
});

test('what is stored for a data set that is gone says that it is, and that nothing was stored', async () => {
  const { db, id } = await pets();
  const { version } = await datasetForTraining(db, id);
  removeDataset(db, id);
  expect(() => createRun(db, { datasetVersionId: version.id, backboneId: 'any', spec: {} })).toThrow(
    expect.objectContaining({ code: 'not-found', message: expect.stringContaining('removed meanwhile'), values: { kind: 'removed-meanwhile' } }),
  );
});
