import { endianness } from 'node:os';
import { StudioError } from '../../core/errors.ts';
import { csvLine } from './csv.ts';
import { npyHeader, npyHeaderBytes } from './npy.ts';
import { createOutputFile, type OutputFile } from '../../core/files/output-file.ts';

/** Rows of features on their way to a file; row by row, nothing is kept in memory. */
export interface FeatureTable {
  readonly rows: number;
  append(file: string, values: Float32Array): Promise<void>;
  /** Puts the finished table in its place. */
  commit(): Promise<void>;
  discard(): Promise<void>;
}

/**
 * A table for `.npy` (float32 [rows, dimensions], in the order in which the files came) or `.csv` (`file,f0,f1,…`).
 * @throws StudioError `bad-usage` for another ending or a place that cannot be written
 */
export async function createFeatureTable(out: string): Promise<FeatureTable> {
  const format = featureFormat(out);
  const output = await createOutputFile(out, { field: 'out', ...(format === 'npy' ? { kind: 'npy', seeks: true } : { kind: 'text' }) });
  return format === 'npy' ? npyTable(output) : csvTable(output);
}

/** @throws StudioError `bad-usage` */
function featureFormat(out: string): 'npy' | 'csv' {
  const ending = /\.(npy|csv)$/i.exec(out)?.[1]?.toLowerCase();
  if (ending === 'npy' || ending === 'csv') return ending;
  throw new StudioError('bad-usage', `--out ${out} does not say which format`, {
    field: 'out',
    hint: 'End its name in .npy (NumPy) or .csv.',
  });
}

async function npyTable(output: OutputFile): Promise<FeatureTable> {
  if (endianness() !== 'LE') throw new StudioError('internal', 'Features are written on little-endian machines only');
  await output.append(npyHeader(0, 0));
  let rows = 0;
  let dimensions = 0;
  return {
    get rows() {
      return rows;
    },
    async append(_file, values) {
      await output.append(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
      dimensions = values.length;
      rows += 1;
    },
    async commit() {
      if (output.sizeBytes !== npyHeaderBytes + rows * dimensions * 4) {
        throw new StudioError('internal', `${output.sizeBytes} bytes for ${rows} rows of ${dimensions} features`);
      }
      await output.writeAt(0, npyHeader(rows, dimensions));
      await output.commit();
    },
    discard: () => output.discard(),
  };
}

function csvTable(output: OutputFile): FeatureTable {
  let rows = 0;
  return {
    get rows() {
      return rows;
    },
    async append(file, values) {
      if (rows === 0) await output.append(csvLine(['file', ...Array.from(values, (_, index) => `f${index}`)]));
      await output.append(csvLine([file, ...Array.from(values, shortFloat)]));
      rows += 1;
    },
    commit: () => output.commit(),
    discard: () => output.discard(),
  };
}

/** A float32 with as many digits as tell it from its neighbours. */
export const shortFloat = (value: number): number => Number(value.toPrecision(9));
