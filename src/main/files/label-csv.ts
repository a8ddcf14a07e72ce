import type { LabelRow } from '../../core/datasets/views/label-table.ts';
import { csvLine } from '../../shared/csv.ts';
import { firstLine } from './table-file.ts';

export const labelHeader = ['file', 'label', 'folder_label', 'excluded', 'split'];

/** Labels as a table with a header; an empty cell is "none". */
export const labelCsv = (rows: readonly LabelRow[], bom = false): string => firstLine(labelHeader, bom) + labelLines(rows);

export function labelLines(rows: readonly LabelRow[]): string {
  const lines = rows.map(({ file, label, folderLabel, isExcluded, split }) =>
    csvLine([file, label ?? '', folderLabel ?? '', isExcluded ? 'yes' : 'no', split ?? '']),
  );
  return lines.join('');
}
