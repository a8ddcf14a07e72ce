import { csvLine } from './csv.ts';
import { createOutputFile, type OutputFile } from '../../core/files/output-file.ts';

export type PredictionLine =
  | { file: string; top: readonly { label: string; probability: number }[] }
  | { file: string; error: { code: string; message: string } };

export interface PredictionTable {
  append(line: PredictionLine): Promise<void>;
  commit(): Promise<void>;
  discard(): Promise<void>;
}

/** Where the lines of a table go. */
export type TableOutput = Pick<OutputFile, 'append' | 'commit' | 'discard'>;

/** {@link predictionTable} in a file of its own. @throws StudioError `bad-usage` where it cannot be written */
export const createPredictionTable = async (file: string, top: number): Promise<PredictionTable> =>
  predictionTable(await createOutputFile(file, { field: 'csv', kind: 'text' }), top);

/**
 * CSV `file,label,probability,label_2,probability_2,…,error` with `top` pairs; a model of fewer classes leaves the
 * last pairs empty, a file that could not be read leaves all of them.
 */
export async function predictionTable(output: TableOutput, top: number): Promise<PredictionTable> {
  const pairs = Array.from({ length: top }, (_, i) =>
    i === 0 ? ['label', 'probability'] : [`label_${i + 1}`, `probability_${i + 1}`],
  );
  await output.append(csvLine(['file', ...pairs.flat(), 'error']));
  return {
    async append(line) {
      const scores = 'error' in line ? [] : line.top;
      const cells = pairs.flatMap((_, i) => (scores[i] ? [scores[i].label, scores[i].probability] : ['', '']));
      await output.append(csvLine([line.file, ...cells, 'error' in line ? line.error.message : '']));
    },
    commit: () => output.commit(),
    discard: () => output.discard(),
  };
}
