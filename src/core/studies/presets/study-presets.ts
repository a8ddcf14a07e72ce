import { StudioError } from '../../errors.ts';
import { ownPicturesPresets } from './own-pictures.ts';
import type { StudyPreset } from './study-preset.ts';

/** Every preset, in the order of the lists. */
export const studyPresets: readonly StudyPreset[] = [...ownPicturesPresets];

/** @throws StudioError `not-found` */
export function studyPreset(id: string): StudyPreset {
  const preset = studyPresets.find((row) => row.id === id);
  if (preset) return preset;
  throw new StudioError('not-found', `There is no preset called "${id}"`, {
    values: { kind: 'no-such-preset', name: id },
    field: 'preset',
    hint: `\`graft study presets\` shows all; a study of your own is a file: ./${id} or ${id}.json.`,
  });
}
