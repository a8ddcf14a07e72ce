import type { LabelAct, LabelDeed } from '../../shared/contract/image-calls.ts';
import type { Words } from '../composables/use-words.ts';

function actWords(act: LabelAct, { t, format }: Words): string {
  const n = format.count(act.images);
  if (act.kind === 'label') return t('wall.did.label', { n, label: act.label }, act.images);
  if (act.kind === 'import') return t('wall.did.import', { n, source: act.source }, act.images);
  return t(act.kind === 'exclude' ? 'wall.did.exclude' : 'wall.did.include', { n }, act.images);
}

/** What an undo or redo took back or did again; null: there was nothing. */
export function reversalWords(asked: 'undo' | 'redo', did: LabelDeed | null, words: Words): string {
  const { t } = words;
  if (!did) return t(asked === 'undo' ? 'wall.did.nothingToUndo' : 'wall.did.nothingToRedo');
  const act = actWords('of' in did ? did.of : did, words);
  return t(asked === 'undo' ? 'wall.did.undo' : 'wall.did.redo', { act });
}
