import { importLabels } from '../../src/core/datasets/labels/import-labels.ts';
import { undoLabels } from '../../src/core/datasets/labels/labels.ts';
import { openDatabase } from '../../src/core/store/database.ts';
import { insertDataset } from '../../src/core/store/datasets.ts';
import { saveScan } from '../../src/core/store/images.ts';
import { labelRows } from '../../src/main/files/label-rows.ts';
import { readCsv } from '../../src/main/files/read-csv.ts';
import type { Figure, Measure } from './measure.ts';

const pictures = 100_000;
const classes = 120;

export const measure: Measure = {
  name: 'labels',
  says: `a CSV of ${pictures} ids labels as many pictures, twice, and is taken back`,
  run: async () => {
    const db = openDatabase(':memory:');
    insertDataset(db, { id: 'd', name: 'd', root: '/d' });
    const names = Array.from({ length: pictures }, (_, i) => i.toString(16).padStart(8, '0'));
    const file = (name: string) => ({ path: `train/${name}.jpg`, sha256: `sha of ${name}`, sizeBytes: 1, modifiedMs: 1, width: 4, height: 3, problem: null });
    saveScan(db, 'd', names.map(file));
    const text = `id;breed\r\n${names.map((name, i) => `${name};breed ${i % classes}\r\n`).join('')}`;
    const figures: Figure[] = [];
    const timed = <T>(what: string, mostSeconds: number, work: () => T): T => {
      const beganMs = performance.now();
      const done = work();
      const seconds = (performance.now() - beganMs) / 1000;
      figures.push({ what, figure: `${seconds.toFixed(2)} s`, holds: seconds < mostSeconds });
      return done;
    };
    const read = timed('reading the CSV', 2, () => labelRows(readCsv(text), {}, 'labels.csv'));
    const table = { source: 'labels.csv', ...read };
    const first = timed('the import', 10, () => importLabels(db, 'd', table).changed);
    const second = timed('the same import again', 5, () => importLabels(db, 'd', table).changed);
    const undone = timed('its undo', 5, () => undoLabels(db, 'd').changed);
    figures.push({ what: 'pictures changed: import, again, undo', figure: [first, second, undone].join(', '), holds: first === pictures && second === 0 && undone === pictures });
    return figures;
  },
};
