import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { runTypeScript } from '../../test/other-process.ts';
import { openSmallStudio } from '../../test/small-studio.ts';
import { runFolder } from './data-folder.ts';
import { openStudio } from './open-studio.ts';
import { createRun, deleteRun, listRuns } from './store/runs.ts';

async function studioWithRun() {
  const { studio, dataset, close } = await openSmallStudio([4, 4]);
  onTestFinished(close);
  const made = (): { id: number; folder: string } => {
    const { id } = createRun(studio.db, { datasetVersionId: dataset.version.id, backboneId: 'any', spec: {}, state: 'done' });
    const folder = runFolder(studio.folder, id);
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'model.safetensors'), 'weights');
    return { id, folder };
  };
  return { studio, made, again: () => openStudio({ dataDir: studio.folder.root }).close() };
}

/** Deletes a run in another process, which is killed as `dying` says. */
const deleteAndDie = (dataDir: string, run: number, dying: string): Promise<string> => {
  const at = (file: string): string => JSON.stringify(path.resolve(file));
  return runTypeScript(`
    import fs from 'node:fs/promises';
    import { syncBuiltinESMExports } from 'node:module';
    const die = () => void process.kill(process.pid, 'SIGKILL');
    const { openStudio } = await import(${at('src/core/open-studio.ts')});
    const studio = openStudio({ dataDir: ${JSON.stringify(dataDir)} });
    ${dying}
    const { removeRun } = await import(${at('src/core/runs/lifecycle/delete-run.ts')});
    await removeRun(studio, ${run});`);
};
const atItsFiles = "fs.rm = async () => die(); syncBuiltinESMExports();";
const atItsRow = "studio.db.$client.function('die', die); studio.db.$client.exec('CREATE TEMP TRIGGER dying BEFORE DELETE ON main.runs BEGIN SELECT die(); END');";

test('a program that is killed between the row of a run and its files leaves them to the next', async () => {
  const { studio, made, again } = await studioWithRun();
  const { id, folder } = made();
  await expect(deleteAndDie(studio.folder.root, id, atItsFiles)).rejects.toThrow('null');
  expect([listRuns(studio.db), existsSync(folder)]).toEqual([[], true]);
  again();
  expect(existsSync(folder)).toBe(false);
});

test('one that is killed before the row has gone leaves the run whole, also where an older database is put back later', async () => {
  const { studio, made, again } = await studioWithRun();
  const { id, folder } = made();
  await expect(deleteAndDie(studio.folder.root, id, atItsRow)).rejects.toThrow('null');
  expect(listRuns(studio.db).map((run) => run.id)).toEqual([id]);
  again();
  expect(readdirSync(folder)).toEqual(['model.safetensors']);
  // As in a database from before the run.
  deleteRun(studio.db, id);
  again();
  expect(readdirSync(folder)).toEqual(['model.safetensors']);
});

test('an empty folder of a run that was never stored goes, and one of a run that waits stays', async () => {
  const { studio, made, again } = await studioWithRun();
  const { id } = made();
  const [never, waits] = [runFolder(studio.folder, id + 1), runFolder(studio.folder, id + 2)];
  mkdirSync(never);
  createRun(studio.db, { datasetVersionId: listRuns(studio.db)[0]!.datasetVersionId, backboneId: 'any', spec: {} });
  mkdirSync(waits);
  again();
  expect([existsSync(never), existsSync(waits)]).toEqual([false, true]);
});
