import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { graft } from '../../../test/graft.ts';
import { openSmallStudio } from '../../../test/small-studio.ts';
import type { SmallStudio } from '../../../test/small-studio.ts';
import { graftInTerminal } from '../../../test/terminal.ts';
import { runFolder } from '../../core/data-folder.ts';
import { allDatasets } from '../../core/store/datasets.ts';
import { createRun, listRuns } from '../../core/store/runs.ts';

let small: SmallStudio;
let home = '';
beforeAll(async () => {
  small = await openSmallStudio([4, 4]);
  home = small.studio.folder.root;
});
afterAll(() => small.close());

/** A run with 5 kB on the disk. */
function storedRun(name: string): { run: number; folder: string } {
  const { studio, dataset } = small;
  const { id: run } = createRun(studio.db, { datasetVersionId: dataset.version.id, backboneId: 'b', spec: {}, name, state: 'done' });
  const folder = runFolder(studio.folder, run);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'model.safetensors'), new Uint8Array(5000));
  return { run, folder };
}

const cacheOf = (name: string): string => {
  const folder = path.join(small.studio.folder.featureCache, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'key.json'), '{}');
  return folder;
};

test('before a terminal each deleting command says what will go, and only a yes lets it', { timeout: 120_000 }, async () => {
  const { run, folder } = storedRun('precious');
  const cache = cacheOf('features-of-something');
  const said = {
    [`runs delete ${run}`]: [`run ${run} "precious" on pictures (done)`, '5.0 kB', folder],
    'datasets remove pictures': ['"pictures" (id pictures)', '8 files', small.pictures, '1 run'],
    'cache clear': ['1 cache of features'],
  };
  const isAllThere = () => existsSync(folder) && existsSync(cache) && allDatasets(small.studio.db).length === 1;
  for (const [command, words] of Object.entries(said)) {
    for (const keys of command === 'cache clear' ? ['n\r', '\r', '\u0003', '\u0004'] : ['n\r']) {
      const { code, screen } = await graftInTerminal(command.split(' '), { home, keys });
      expect([code, isAllThere()], `${command} ${JSON.stringify(keys)}: ${screen}`).toEqual([130, true]);
      for (const word of words) expect(screen.replaceAll(/\r?\n/g, '')).toContain(word);
      expect(screen).toContain('Nothing was deleted');
    }
  }
  expect(await graftInTerminal(['runs', 'delete', String(run)], { home, keys: 'y\r' })).toMatchObject({ code: 0 });
  expect(existsSync(folder)).toBe(false);
  expect(await graftInTerminal(['cache', 'clear', '--yes'], { home })).toMatchObject({ code: 0 });
  expect(existsSync(cache)).toBe(false);
});

test('without a terminal it is said and done as before; --json is not asked', async () => {
  const [first, second] = [storedRun('one'), storedRun('two')];
  const { code, stderr, stdout } = await graft(['runs', 'delete', 'one'], { home });
  expect([code, stdout]).toEqual([0, `Deleted run ${first.run} "one"; 5.0 kB given back to the disk.\n`]);
  expect(stderr).toContain(`Deleting run ${first.run} "one" on pictures (done): 5.0 kB in ${first.folder}.`);
  expect(await graftInTerminal(['runs', 'delete', 'two', '--json'], { home })).toMatchObject({ code: 0 });
  expect(existsSync(second.folder)).toBe(false);
});

test('a name that is a number is refused wherever a run is named', { timeout: 60_000 }, async () => {
  const { run } = storedRun('kk');
  for (const args of [
    ['runs', 'rename', 'kk', '1'],
    ['runs', 'rename', 'kk', ' #7 '],
    ['train', small.pictures, '--name', '12'],
  ]) {
    const { code, lines } = await graft([...args, '--json'], { home });
    expect([code, lines()[0].error]).toEqual([2, expect.objectContaining({ code: 'bad-usage', field: 'name' })]);
  }
  expect(listRuns(small.studio.db, { ids: [run] })[0]!.name).toBe('kk');
});

test('where an older program let a run be called a number, the number wins and it is said', async () => {
  const { run } = storedRun('kept');
  storedRun(String(run));
  const { code, stderr, lines } = await graft(['runs', 'note', String(run), 'mine', '--json'], { home });
  expect([code, lines()[0].run]).toEqual([0, run]);
  expect(stderr).toContain(`run ${run} "kept" is meant; "${run}" is also what run ${run + 1} is called`);
});
