import { exportModel } from '../exporting/export-run.ts';
import type { ManifestParts } from '../exporting/export-run.ts';
import { engineReaders } from '../exporting/engine-readers.ts';
import { joinPixels } from '../images/join-pixels.ts';
import { loadModel, loadModelCard } from '../training/model-folder.ts';
import { loadFamiliarity } from '../weights/familiarity-file.ts';
import type { FromEngine } from '../../shared/trainer-protocol.ts';
import type { ExportJob, ExportResult } from '../../shared/export-job.ts';
import { StudioError } from '../errors.ts';
import { attestExport } from './attest-export.ts';
import { openPool } from './open-pool.ts';

/** Exports a run's model; the reader that checks it is never the code that wrote it. */
export async function runExportJob(job: ExportJob, emit: (event: FromEngine) => void): Promise<ExportResult> {
  const model = await loadModel(job.modelFolder);
  const familiarity = job.hasFamiliarity ? await loadFamiliarity(job.modelFolder, loadModelCard(job.modelFolder).sha256) : null;
  const { frozen, groups } = await attestExport(model, job);
  const pool = openPool(job.decodeThreads);
  const batchSize = 16;
  const read = async (file: string): Promise<Uint8Array> => {
    const picture = await pool.read({ file, view: null, preprocessing: model.preprocessing });
    if (!picture.ok)
      throw new StudioError('bad-image', `${file}: ${picture.reason}`, {
        values: { kind: 'image-changed', file },
        hint: 'Scan the folder again with "graft datasets add" and evaluate the run again.',
      });
    return picture.pixels;
  };
  async function* batches() {
    for (let start = 0; start < job.files.length; start += batchSize) {
      const pictures = await Promise.all(job.files.slice(start, start + batchSize).map(read));
      yield { pixels: joinPixels(pictures), count: pictures.length };
      // Asked for the next: this one was compared.
      emit({ type: 'progress', activity: 'evaluating', done: start + pictures.length, total: job.files.length });
    }
  }
  try {
    const { folder, kept, receipt } = await exportModel({
      model,
      format: job.format,
      out: job.out,
      force: job.force,
      manifest: { ...(job.manifest as Omit<ManifestParts, 'attestation'>), attestation: { ...frozen, groups } },
      validation: { batches: batches(), probabilities: job.reference, ...(familiarity && { familiarity: familiarity.known }) },
      ...(familiarity && { familiarity }),
      readers: engineReaders,
    });
    return { kind: 'export', folder, kept: [...kept], receipt };
  } finally {
    await pool.close();
  }
}
