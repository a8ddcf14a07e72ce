import type { LabelChangeKind } from '../store/schema.ts';
import { counted } from './health.ts';

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

/** What a change did, in words; `undone` says what an undo or redo was of. */
export function changeMessage(
  change: { kind: LabelChangeKind; label: string | null; images: number },
  of: string | null = null,
): string {
  const pictures = counted(change.images, 'picture', 'pictures');
  switch (change.kind) {
    case 'label':
      return `${pictures} moved to ${change.label}`;
    case 'exclude':
      return `${pictures} excluded`;
    case 'include':
      return `${pictures} included again`;
    case 'undo':
      return `Undone: ${of}`;
    case 'redo':
      return `Done again: ${of}`;
  }
}
