import { StudioError } from '../../errors.ts';
import { identityPresets } from './identity-presets.ts';
import { ownPicturesPresets } from './own-pictures.ts';
import { resnetPresets } from './resnet-presets.ts';
import { resnextPresets } from './resnext-presets.ts';
import type { StudyPreset } from './study-preset.ts';
import { transferPreset } from './transfer-preset.ts';

const ofPapers = new Map([...resnetPresets, ...identityPresets, ...resnextPresets, transferPreset].map((preset) => [preset.id, preset]));
/** In the order in which the papers came to their questions. */
const byName = ['degradation', 'shortcut-options', 'shortcut-mapping', 'activation-order', 'cardinality', 'without-shortcuts', 'depth-ensemble', 'transfer'].map((id) => ofPapers.get(id)!);

/** Every preset, in the order of the lists. */
export const studyPresets: readonly StudyPreset[] = [...ownPicturesPresets, ...byName];

/** @throws StudioError `not-found` */
export function studyPreset(id: string): StudyPreset {
  const preset = studyPresets.find((row) => row.id === id);
  if (preset) return preset;
  throw new StudioError('not-found', `There is no preset called "${id}"`, {
    values: { kind: 'no-such-preset', name: id },
    field: 'preset',
    hint: `"graft study presets" shows all; a study of your own is a file: ./${id} or ${id}.json.`,
  });
}
