import type { LabelAct } from '../../../shared/contract/image-calls.ts';
import type { LabelChangeRow } from '../../store/labels.ts';
import type { LabelChangeKind } from '../../store/dataset-tables.ts';

interface LoggedChange {
  id: number;
  kind: LabelChangeKind;
  changeId: number | null;
}

/** What undo and redo would take next is at the end of each list. */
export interface HistoryState {
  done: number[];
  undone: number[];
}

/** Reads a history (oldest first). A new change puts what was undone before it out of reach of redo. */
export function historyState(log: readonly LoggedChange[]): HistoryState {
  const done: number[] = [];
  let undone: number[] = [];
  for (const { id, kind } of log) {
    const moved = kind === 'undo' ? done.pop() : kind === 'redo' ? undone.pop() : undefined;
    if (kind === 'undo' && moved !== undefined) undone.push(moved);
    else if (kind === 'redo' && moved !== undefined) done.push(moved);
    else {
      done.push(id);
      undone = [];
    }
  }
  return { done, undone };
}

/** A change that is none of undo and redo, without what the database knows beside it. */
export function labelAct({ kind, label, source, images }: Pick<LabelChangeRow, 'kind' | 'label' | 'source' | 'images'>): LabelAct {
  if (kind === 'label' && label !== null) return { kind, label, images };
  if (kind === 'exclude' || kind === 'include') return { kind, images };
  if (kind === 'import' && source !== null) return { kind, source, images };
  throw new Error(`A change of labels is "${kind}" with the label ${label}`);
}
