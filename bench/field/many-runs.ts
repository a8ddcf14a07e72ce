import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sampleFolder } from '../../e2e/fixtures/folders.ts';
import { quantile } from '../../e2e/fixtures/scripting-time.ts';
import { serve } from '../../e2e/fixtures/serve.ts';
import { addDataset } from '../../src/core/datasets/scanning/add-dataset.ts';
import { datasetForTraining } from '../../src/core/datasets/scanning/dataset-for-training.ts';
import { closeDatabase, inTransaction, openDatabase } from '../../src/core/store/database.ts';
import { createRun } from '../../src/core/store/runs.ts';
import type { Measure } from './measure.ts';

const runs = 2000;
const rounds = 5;
const checkout = join(import.meta.dirname, '../..');

async function fill(dataDir: string, pictures: string): Promise<void> {
  const db = openDatabase(join(dataDir, 'graft.sqlite'));
  const { id } = await addDataset(db, pictures);
  const { version } = await datasetForTraining(db, id);
  inTransaction(db, () => {
    for (let i = 0; i < runs; i++)
      createRun(db, { datasetVersionId: version.id, backboneId: 'resnet18.graft_starter', spec: { seed: i }, state: 'cancelled' });
  });
  closeDatabase(db);
}

/** Milliseconds of each of `rounds`. */
async function timed(work: () => Promise<unknown>): Promise<number[]> {
  const took: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const beganMs = performance.now();
    await work();
    took.push(performance.now() - beganMs);
  }
  return took;
}

export const measure: Measure = {
  name: 'many-runs',
  says: `a data folder of ${runs} runs: the terminal's list, the window's list`,
  async run(say) {
    const folder = mkdtempSync(join(tmpdir(), 'graft-field-'));
    const dataDir = join(folder, 'data');
    try {
      say(`making ${runs} runs`);
      await fill(dataDir, sampleFolder(folder, 'leaves', { birch: 8, oak: 8 }));
      const list = await timed(async () => {
        const { status, stderr } = spawnSync(join(checkout, 'graft'), ['runs', 'list', '--json', '--data-dir', dataDir], { maxBuffer: 2 ** 28 });
        if (status !== 0) throw new Error(String(stderr));
      });
      const server = await serve(dataDir, ['--root', folder]);
      try {
        const signIn = await fetch(server.url, { redirect: 'manual' });
        const headers = { cookie: signIn.headers.get('set-cookie')!.split(';')[0]!, 'content-type': 'application/json' };
        const call = async () => {
          const response = await fetch(new URL('/api/runs/list', server.url), { method: 'POST', headers, body: '{"json":{}}' });
          const { json } = (await response.json()) as { json: unknown[] };
          if (json.length !== runs) throw new Error(`${json.length} of ${runs} runs`);
        };
        await call();
        const answered = await timed(call);
        const spread = (all: number[]) => `${quantile(all, 0.5).toFixed(0)} ms (${Math.min(...all).toFixed(0)} to ${Math.max(...all).toFixed(0)})`;
        return [
          { what: '`graft runs list --json`, the whole process', figure: spread(list), holds: quantile(list, 0.5) < 3000 },
          { what: 'the window’s call `runs.list`', figure: spread(answered), holds: quantile(answered, 0.5) < 500 },
        ];
      } finally {
        await server.stop();
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
