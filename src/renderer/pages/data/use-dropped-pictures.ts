import { addPicture } from '../../api/add-picture.ts';
import { shownError } from '../../api/call-error.ts';
import type { StudioCallError } from '../../api/call-error.ts';
import { useWords } from '../../composables/use-words.ts';
import { saidMessage } from '../../words/said-words.ts';
import { takeDroppedPictures } from '../../window/use-drop-zone.ts';
import { useProject } from '../../stores/project.ts';
import { useSystem } from '../../stores/system.ts';
import { useToasts } from '../../stores/toasts.ts';
import { useWall } from './wall-store.ts';

/** Pictures dropped on the page go into the class that is shown; they are kept where the camera's are. */
export function useDroppedPictures(): void {
  const words = useWords();
  const { t } = words;
  const project = useProject();
  const wall = useWall();
  const toasts = useToasts();
  const system = useSystem();

  async function add(files: File[]): Promise<void> {
    const label = wall.filter.className;
    const dataset = project.id;
    if (!label || !dataset) {
      toasts.show(t('data.drop.noClass'));
      return;
    }
    let added = 0;
    const refused: { name: string; error: StudioCallError }[] = [];
    for (const [at, file] of files.entries()) {
      system.adding = { label, done: at, total: files.length };
      try {
        project.applyLabels(await addPicture(dataset, label, file));
        added += 1;
      } catch (failure) {
        const error = shownError(failure);
        if (error) refused.push({ name: file.name, error });
      }
    }
    system.adding = null;
    if (added > 0) toasts.show(t('data.drop.added', { n: added, label }, added), { kind: 'done' });
    const first = refused[0];
    if (!first) return;
    const reason = t(
      'data.drop.refused',
      { n: refused.length, name: first.name, reason: saidMessage(first.error, words) },
      refused.length,
    );
    toasts.show(reason, { kind: 'error' });
  }

  takeDroppedPictures({
    get hint() {
      const label = wall.filter.className;
      return label ? t('data.drop.hint', { label }) : t('data.drop.noClass');
    },
    pictures: add,
  });
}
