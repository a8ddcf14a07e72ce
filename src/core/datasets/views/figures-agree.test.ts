import fc from 'fast-check';
import { expect, test } from 'vitest';
import { closeDatabase, openDatabase } from '../../store/database.ts';
import { insertDataset } from '../../store/datasets.ts';
import { saveScan } from '../../store/images.ts';
import { setExcluded, setLabel } from '../labels/labels.ts';
import { datasetReport } from './dataset-report.ts';
import { datasetView } from './dataset-view.ts';
import { imageDetails } from './image-details.ts';
import { imageIndex } from './image-index.ts';
import { picturesWith } from './picture-problems.ts';
import { datasetState } from '../version/dataset-state.ts';

const picture = fc.record({
  className: fc.constantFrom('a', 'b', ''),
  content: fc.nat(5),
  isBroken: fc.nat(9).map((n) => n === 0),
  isLong: fc.boolean(),
  said: fc.constantFrom('nothing', 'nothing', 'excluded', 'b'),
});

test('copies, conflicts and cut-off pictures count the same on the list, the wall, the report and in the details of each', () => {
  fc.assert(
    fc.property(fc.array(picture, { minLength: 1, maxLength: 20 }), (pictures) => {
      const db = openDatabase(':memory:');
      insertDataset(db, { id: 'd', name: 'd', root: '/d' });
      const files = pictures.map(({ className, content, isBroken, isLong }, at) => ({
        path: `${className}${className && '/'}${at}.jpg`,
        sha256: content.toString(16).padStart(64, '0'),
        sizeBytes: 10,
        modifiedMs: 1,
        width: isLong ? 1600 : 1200,
        height: 900,
        problem: isBroken ? 'broken' : null,
      }));
      const ids = saveScan(db, 'd', files);
      for (const [at, { said, isBroken }] of pictures.entries()) {
        const id = ids.get(files[at]!.path)!;
        if (isBroken || said === 'nothing') continue;
        if (said === 'excluded') setExcluded(db, 'd', [id], true);
        else setLabel(db, 'd', [id], said);
      }
      const report = datasetReport(db, 'd');
      const { findings } = datasetView(db, 'd');
      const listed = (kind: string) => findings.find((finding) => finding.kind === kind)?.count ?? 0;
      for (const kind of ['duplicates', 'label-conflicts', 'across-sides', 'cut-off'] as const) {
        const state = datasetState(db, 'd');
        expect([kind, imageIndex(db, 'd', { problem: kind }).ids.length, picturesWith(state, kind).length]).toEqual([kind, listed(kind), listed(kind)]);
      }
      expect([report.copies, report.labelConflicts, report.acrossSides].map((groups) => groups.flat().length)).toEqual([
        listed('duplicates'),
        listed('label-conflicts'),
        listed('across-sides'),
      ]);
      for (const group of report.copies) {
        const details = imageDetails(db, 'd', group.map((file) => ids.get(file)!));
        expect(details.map(({ duplicates }) => duplicates.length)).toEqual(group.map(() => group.length - 1));
      }
      const isCut = pictures.filter(({ isLong, isBroken, said }) => isLong && !isBroken && said !== 'excluded').length;
      expect(listed('cut-off')).toBe(isCut);
      closeDatabase(db);
    }),
    { numRuns: 60 },
  );
});
