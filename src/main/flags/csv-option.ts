import { Option } from 'commander';
import { StudioError } from '../../core/errors.ts';

export interface CsvOptions {
  csvBom?: boolean;
}

/** `--csv-bom`, of every command that writes a table. */
export const bomOption = (): Option =>
  new Option('--csv-bom', 'begin the table with a byte order mark, so that Excel reads it as UTF-8');

/** @throws StudioError `bad-usage` where no table is written that could have the mark */
export function checkBom({ csvBom }: CsvOptions, writesTable: boolean): boolean {
  if (csvBom !== true || writesTable) return csvBom ?? false;
  throw new StudioError('bad-usage', '--csv-bom is for a table, and none is written', { field: 'csvBom', hint: 'Add --csv <file>.' });
}
