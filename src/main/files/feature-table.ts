import { endianness } from 'node:os';
import { StudioError } from '../../core/errors.ts';
import { createOutputFile } from '../../core/files/output-file.ts';
import { csvLine } from '../../shared/csv.ts';
import { npyHeader, npyHeaderBytes } from './npy.ts';
import { createTableFile, firstLine, refuseOther, type TableOptions } from './table-file.ts';

/** Rows of features on their way to a file; row by row, nothing is kept in memory. */
export interface FeatureTable {
  readonly rows: number;
  /** Where the rows' files are named; null where they are in the table itself. */
  readonly names: string | null;
  /** A file that could not be read has a row of NaN and its reason, so that no other row moves. */
  append(file: string, values: Float32Array, reason?: string): Promise<void>;
  /** Puts the finished table in its place. */
  commit(): Promise<void>;
  discard(): Promise<void>;
}

type Options = Pick<TableOptions, 'inputs' | 'bom'>;

/**
 * A table for `.npy` (float32 [rows, dimensions], in the order in which the files came, with `row,file,error` in `.names.csv`
 * beside it) or `.csv` (`file,f0,f1,…`).
 * @throws StudioError `bad-usage` for another ending or a place that cannot be written
 */
export async function createFeatureTable(out: string, options: Options = {}): Promise<FeatureTable> {
  return featureFormat(out) === 'npy' ? npyTable(out, options) : csvTable(out, options);
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

/** `features.names.csv` of `features.npy`. */
const namesFile = (out: string): string => out.replace(/\.npy$/i, '.names.csv');

const namesHeader = ['row', 'file', 'error'];
const csvHeader = ['file', 'f0', 'f1'];

/** The CSV that is written for `out`, with the cells that it begins with. */
export const featureText = (out: string): { file: string; header: readonly string[] } =>
  featureFormat(out) === 'csv' ? { file: out, header: csvHeader } : { file: namesFile(out), header: namesHeader };

async function npyTable(out: string, { inputs = [], bom }: Options): Promise<FeatureTable> {
  if (endianness() !== 'LE') throw new StudioError('internal', 'Features are written on little-endian machines only');
  await refuseOther(namesFile(out), { field: 'out', header: namesHeader });
  const output = await createOutputFile(out, { field: 'out', kind: 'npy', seeks: true, inputs });
  const names = await createTableFile(namesFile(out), { field: 'out', header: namesHeader, inputs, bom }).catch(async (error: unknown) => {
    await output.discard();
    throw error;
  });
  await output.append(npyHeader(0, 0));
  let rows = 0;
  let dimensions = 0;
  return {
    names: namesFile(out),
    get rows() {
      return rows;
    },
    async append(file, values, reason = '') {
      await output.append(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
      await names.append(csvLine([rows, file, reason]));
      dimensions = values.length;
      rows += 1;
    },
    async commit() {
      if (output.sizeBytes !== npyHeaderBytes + rows * dimensions * 4) {
        throw new StudioError('internal', `${output.sizeBytes} bytes for ${rows} rows of ${dimensions} features`);
      }
      await output.writeAt(0, npyHeader(rows, dimensions));
      await names.commit();
      await output.commit();
    },
    async discard() {
      await output.discard();
      await names.discard();
    },
  };
}

async function csvTable(out: string, { inputs, bom }: Options): Promise<FeatureTable> {
  const output = await createTableFile(out, { field: 'out', header: csvHeader, inputs, bom, hasHeader: false });
  let rows = 0;
  return {
    names: null,
    get rows() {
      return rows;
    },
    async append(file, values) {
      if (rows === 0) await output.append(firstLine(['file', ...Array.from(values, (_, index) => `f${index}`)], bom));
      await output.append(csvLine([file, ...Array.from(values, shortFloat)]));
      rows += 1;
    },
    commit: () => output.commit(),
    discard: () => output.discard(),
  };
}

/** A float32 with as many digits as tell it from its neighbours. */
export const shortFloat = (value: number): number => Number(value.toPrecision(9));
