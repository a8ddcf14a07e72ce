import type { LabelRow } from '../../core/datasets/label-table.ts';
import { csvLine } from './csv.ts';

/** Labels as a table with a header; an empty cell is "none". */
export function labelCsv(rows: readonly LabelRow[]): string {
  const lines = rows.map(({ file, label, folderLabel, isExcluded, split }) =>
    csvLine([file, label ?? '', folderLabel ?? '', isExcluded ? 'yes' : 'no', split ?? '']),
  );
  return csvLine(['file', 'label', 'folder_label', 'excluded', 'split']) + lines.join('');
}
