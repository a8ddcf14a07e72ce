import { useI18n } from 'vue-i18n';
import type { LabelChange } from '../../shared/contract/image-calls.ts';
import { telling } from '../window/open-project.ts';
import { useWords } from '../composables/use-words.ts';
import { useToasts } from '../stores/toasts.ts';
import { reversalWords } from './deed-words.ts';
import { goingOnFrom, onlyChosen, selectOnly } from './wall-selection.ts';
import type { WallSelection } from './wall-selection.ts';

/** A store of a wall, as far as labelling needs it. */
export interface LabelledWall {
  readonly ids: Int32Array;
  selection: WallSelection;
  focusRequests: number;
  chosen(): number[];
  /** Whether the picture at `at` waits for its first class. */
  isWaiting(at: number): boolean;
  /** Labels, exclusions and what is taken back are shown at once, before the program has answered. */
  setLabel(label: string): Promise<LabelChange>;
  toggleExcluded(): Promise<LabelChange & { isExcluded: boolean }>;
  undo(): Promise<LabelChange>;
  redo(): Promise<LabelChange>;
}

let lastToast = 0;

/** Moving, excluding and taking back what a wall has chosen, each with a sentence and a way back; a failure is told in a toast. */
export function useWallLabelling(wall: LabelledWall) {
  const { t } = useI18n();
  const words = useWords();
  const toasts = useToasts();

  /** Only the newest change is offered to be undone: an older one is no longer the last. */
  function tell(message: string, withUndo: boolean): void {
    toasts.close(lastToast);
    lastToast = toasts.show(message, withUndo ? { kind: 'done', action: { label: t('common.undo'), run: undo } } : {});
  }

  /** As `move`, but throws what the program refuses. */
  async function moveChosen(label: string): Promise<void> {
    const { changed } = await wall.setLabel(label);
    tell(t('wall.moved', { n: changed, label }, changed), changed > 0);
  }

  const move = (label: string) =>
    telling(async () => {
      if (wall.chosen().length === 0) return;
      const goOn = goingOn(wall, () => true);
      const moved = moveChosen(label);
      goOn();
      await moved;
    });

  const exclude = () =>
    telling(async () => {
      if (wall.chosen().length === 0) return;
      const goOn = goingOn(wall, (waited) => waited);
      const excluded = wall.toggleExcluded();
      goOn();
      const { changed, isExcluded } = await excluded;
      tell(isExcluded ? t('wall.excludedNow', changed) : t('wall.includedNow', changed), changed > 0);
    });

  async function undo(): Promise<void> {
    await telling(async () => tell(reversalWords('undo', (await wall.undo()).did, words), false));
  }

  async function redo(): Promise<void> {
    await telling(async () => tell(reversalWords('redo', (await wall.redo()).did, words), false));
  }

  return { moveChosen, move, exclude, undo, redo };
}

/**
 * To be called before the only picture that is chosen gets its word; what it returns, after: the next one is chosen then, wherever the
 * change has put it. Only where `isWanted`, which is told whether the picture waited for a class.
 */
function goingOn(wall: LabelledWall, isWanted: (waited: boolean) => boolean): () => void {
  const at = onlyChosen(wall.selection);
  if (at === null) return () => undefined;
  const waited = wall.isWaiting(at);
  if (!isWanted(waited)) return () => undefined;
  const next = wall.ids[goingOnFrom(at, wall.ids.length, waited, wall.isWaiting) ?? -1];
  return () => {
    const to = next === undefined ? -1 : wall.ids.indexOf(next);
    if (to >= 0) wall.selection = selectOnly(wall.selection, to);
    wall.focusRequests += 1;
  };
}
