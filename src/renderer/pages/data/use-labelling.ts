import { useI18n } from 'vue-i18n';
import { telling } from '../../app/open-project.ts';
import { studio } from '../../api/client.ts';
import { useWords } from '../../composables/use-words.ts';
import { reversalWords } from '../../labelling/deed-words.ts';
import { useProject } from '../../stores/project.ts';
import { useToasts } from '../../stores/toasts.ts';
import { useWall } from './wall-store.ts';

let lastToast = 0;

/** Moving, excluding and taking back, each with a sentence and a way back; a failure is told in a toast. */
export function useLabelling() {
  const { t } = useI18n();
  const words = useWords();
  const wall = useWall();
  const project = useProject();
  const toasts = useToasts();

  /** Only the newest change is offered to be undone: an older one is no longer the last. */
  function tell(message: string, withUndo: boolean): void {
    toasts.close(lastToast);
    lastToast = toasts.show(message, withUndo ? { kind: 'done', action: { label: t('common.undo'), run: undo } } : {});
  }

  const move = (label: string) =>
    telling(async () => {
      if (wall.selection.count === 0) return;
      const { changed } = await wall.setLabel(label);
      tell(t('data.moved', { n: changed, label }, changed), changed > 0);
    });

  const exclude = () =>
    telling(async () => {
      if (wall.selection.count === 0) return;
      const { changed, isExcluded } = await wall.toggleExcluded();
      tell(isExcluded ? t('data.excludedNow', changed) : t('data.includedNow', changed), changed > 0);
    });

  async function undo(): Promise<void> {
    await telling(async () => tell(reversalWords('undo', (await wall.undo()).did, words), false));
  }

  async function redo(): Promise<void> {
    await telling(async () => tell(reversalWords('redo', (await wall.redo()).did, words), false));
  }

  /** A new class; the pictures chosen go into it. Throws what the program refuses. */
  async function addClass(name: string): Promise<void> {
    if (wall.selection.count > 0) {
      const { changed } = await wall.setLabel(name);
      tell(t('data.moved', { n: changed, label: name }, changed), changed > 0);
      return;
    }
    project.replace(await studio.datasets.addClass({ dataset: project.id!, name }));
  }

  const removeClass = (name: string) =>
    telling(async () => project.replace(await studio.datasets.removeClass({ dataset: project.id!, name })));

  return { move, exclude, undo, redo, addClass, removeClass };
}
