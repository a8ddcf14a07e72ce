import type { RunReport } from '../../core/runs/results/run-report.ts';

/** Everything known about a run; what `runs show --json` prints, under the names of the training events. Other programs rely on them. */
export function runJson({ stored, row, folder, sizeBytes, epochs, evaluations, exports, notices, classes, study }: RunReport) {
  const { id: run, ...summary } = stored;
  return {
    run,
    ...summary,
    headline: row.headline,
    isBest: row.isBest,
    folder,
    sizeBytes,
    classes,
    epochs,
    evaluations: evaluations.map(({ split, folder: place, metrics }) => ({ split, folder: place, metrics })),
    exports: exports.map(({ format, folder: place, receipt }) => ({ format, folder: place, receipt })),
    notices,
    studyId: study?.studyId ?? null,
    cell: study?.cell ?? null,
    repeat: study?.repeat ?? null,
  };
}
