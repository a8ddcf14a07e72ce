import type { Studio } from '../open-studio.ts';
import { cutPoints } from '../nets/plan/cut-point.ts';
import { planNet } from '../nets/plan/net-plan.ts';
import { usualBackbone } from '../runs/results/usual-backbone.ts';
import { backboneReference, listBackbones } from '../weights/backbones.ts';
import type { RunSpec } from '../../shared/run-spec.ts';
import { studySpecSchema } from '../../shared/study-spec.ts';
import type { StudyRepeats, StudySpec, StudyVariation } from '../../shared/study-spec.ts';
import type { StudyPreset, ValuesHere } from './presets/study-preset.ts';

/** What a person asks of a preset, or of a study of their own. */
export interface StudyChanges {
  /** Goes before what the study says of each setting. */
  readonly base?: RunSpec;
  /** In place of the values of the same field, else beside the others. */
  readonly vary?: readonly StudyVariation[];
  readonly repeats?: StudyRepeats | undefined;
  readonly budgetSeconds?: number | undefined;
  readonly executor?: StudySpec['executor'] | undefined;
}

/** How a cut is said as a setting: `head`, `until:stage4`, `none`. */
export const freezeAt = (cut: string): string => (cut === 'head' ? 'head' : cut === 'stem' ? 'none' : `until:${cut}`);

/** A preset as a study of a data set; what only this computer knows is filled in. @throws StudioError `not-found` (a backbone that is not on disk) */
export async function presetSpec(studio: Studio, preset: StudyPreset, dataset: string, changes: StudyChanges = {}): Promise<StudySpec> {
  const { id, title, question, repeats, claims } = preset;
  const base = { ...preset.base, ...changes.base };
  const given = new Set(changes.vary?.map(({ field }) => field));
  const vary: StudyVariation[] = [];
  for (const { field, values } of preset.vary) {
    // What a person gives in its place need not be there.
    if (given.has(field)) vary.push({ field, values: [] });
    else vary.push({ field, values: typeof values === 'string' ? await valuesHere(studio, values, base) : [...values] });
  }
  return changedStudy({ ...studySpecSchema.parse({ title, question, base, repeats, dataset, preset: id, claims: [...claims] }), vary }, { ...changes, base: {} });
}

/** A study as somebody changed it: fields varied anew come last, settings of the base are laid over it. */
export function changedStudy(spec: StudySpec, { base, vary = [], repeats, budgetSeconds, executor }: StudyChanges): StudySpec {
  const fresh = vary.filter(({ field }) => spec.vary.every((one) => one.field !== field));
  return {
    ...spec,
    base: { ...spec.base, ...base },
    vary: [...spec.vary.map((one) => vary.find(({ field }) => field === one.field) ?? one), ...fresh],
    ...(repeats && { repeats }),
    ...(budgetSeconds !== undefined && { budget: { seconds: budgetSeconds } }),
    ...(executor && { executor }),
  };
}

async function valuesHere(studio: Studio, what: ValuesHere, base: RunSpec): Promise<string[]> {
  if (what === 'backbones') return (await listBackbones(studio.folder)).filter(({ onDisk }) => onDisk).map(({ id }) => id);
  const { net } = await backboneReference(studio.folder, base.backbone ?? (await usualBackbone(studio)).id);
  // From the cheapest to the whole network.
  return cutPoints(planNet(net)).filter((cut) => !cut.includes('.')).toReversed().map(freezeAt);
}
