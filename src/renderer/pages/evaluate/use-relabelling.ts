import { useI18n } from 'vue-i18n';
import { telling } from '../../app/open-project.ts';
import { useWords } from '../../composables/use-words.ts';
import { reversalWords } from '../../labelling/deed-words.ts';
import { useToasts } from '../../stores/toasts.ts';
import { useEvaluation } from './evaluation-store.ts';

let lastToast = 0;

/** Moving, excluding and taking back what the wall has chosen, each with a sentence and a way back. */
export function useRelabelling() {
  const { t } = useI18n();
  const words = useWords();
  const store = useEvaluation();
  const toasts = useToasts();

  /** Only the newest change is offered to be undone: an older one is no longer the last. */
  function tell(message: string, withUndo: boolean): void {
    toasts.close(lastToast);
    lastToast = toasts.show(message, withUndo ? { kind: 'done', action: { label: t('common.undo'), run: undo } } : {});
  }

  const move = (label: string) =>
    telling(async () => {
      if (store.chosen().length === 0) return;
      const { changed } = await store.setLabel(label);
      tell(t('data.moved', { n: changed, label }, changed), changed > 0);
    });

  const exclude = () =>
    telling(async () => {
      if (store.chosen().length === 0) return;
      const { changed, isExcluded } = await store.toggleExcluded();
      tell(isExcluded ? t('data.excludedNow', changed) : t('data.includedNow', changed), changed > 0);
    });

  async function undo(): Promise<void> {
    await telling(async () => tell(reversalWords('undo', (await store.undo()).did, words), false));
  }

  async function redo(): Promise<void> {
    await telling(async () => tell(reversalWords('redo', (await store.redo()).did, words), false));
  }

  return { move, exclude, undo, redo };
}
