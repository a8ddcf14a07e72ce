import type { ComposerTranslation } from 'vue-i18n';
import type { RecipeNote } from '../../shared/run-recipe.ts';
import { studio } from '../api/client.ts';
import { useDraft } from '../stores/draft.ts';
import { useProject } from '../stores/project.ts';
import { useToasts } from '../stores/toasts.ts';
import { settingsInFile } from './dropped.ts';
import { router } from './router.ts';

/**
 * Puts the settings of a dropped report or manifest into the open project's form, and says what cannot come back. Nothing is trained, and the form as it was
 * is one button away.
 * @throws as `runs.like`
 */
export async function takeSettings(paper: File, t: ComposerTranslation): Promise<void> {
  const project = useProject();
  const draft = useDraft();
  const toasts = useToasts();
  const dataset = project.id;
  if (!dataset) {
    toasts.show(t('frame.drop.needsProject', { name: paper.name }));
    return;
  }
  const { spec, notes } = await studio.runs.like({ dataset, name: paper.name, text: await settingsInFile(paper) });
  const before = draft.spec;
  draft.replace(spec);
  await router.push({ name: 'train', params: { dataset } });
  const said = [t('frame.drop.settings', { name: paper.name }), ...notes.map((note) => noteText(note, t))].join(' ');
  toasts.show(said, { kind: 'done', seconds: notes.length > 0 ? 20 : 8, action: { label: t('frame.drop.undo'), run: () => draft.replace(before) } });
}

function noteText(note: RecipeNote, t: ComposerTranslation): string {
  switch (note.about) {
    case 'other-data':
      return t(note.sameClasses ? 'frame.drop.otherPictures' : 'frame.drop.otherClasses', { was: note.was });
    case 'went-on':
      return t('frame.drop.wentOn', { run: note.run });
    case 'missing-backbone':
      return t('frame.drop.missingBackbone', { name: note.backbone });
    case 'other-backbone':
      return t('frame.drop.otherBackbone', { name: note.backbone });
  }
}
