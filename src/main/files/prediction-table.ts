import { csvLine } from '../../shared/csv.ts';
import type { OutputFile } from '../../core/files/output-file.ts';
import { createTableFile, firstLine, type TableOptions } from './table-file.ts';

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
export async function createPredictionTable(file: string, top: number, options: Pick<TableOptions, 'inputs' | 'exportFolder' | 'bom'> = {}): Promise<PredictionTable> {
  return withRows(await createTableFile(file, { ...options, field: 'csv', header: predictionHeader(top) }), top);
}

const pairs = (top: number): string[][] =>
  Array.from({ length: top }, (_, i) => (i === 0 ? ['label', 'probability'] : [`label_${i + 1}`, `probability_${i + 1}`]));

export const predictionHeader = (top: number): string[] => ['file', ...pairs(top).flat(), 'error'];

/**
 * CSV `file,label,probability,label_2,probability_2,…,error` with `top` pairs; a model of fewer classes leaves the
 * last pairs empty, a file that could not be read leaves all of them.
 */
export async function predictionTable(output: TableOutput, top: number, bom = false): Promise<PredictionTable> {
  await output.append(firstLine(predictionHeader(top), bom));
  return withRows(output, top);
}

function withRows(output: TableOutput, top: number): PredictionTable {
  return {
    async append(line) {
      const scores = 'error' in line ? [] : line.top;
      const cells = pairs(top).flatMap((_, i) => (scores[i] ? [scores[i].label, scores[i].probability] : ['', '']));
      await output.append(csvLine([line.file, ...cells, 'error' in line ? line.error.message : '']));
    },
    commit: () => output.commit(),
    discard: () => output.discard(),
  };
}
