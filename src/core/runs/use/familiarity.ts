import { usualFalseAlarmRate } from '../../../shared/familiarity.ts';
import type { FamiliarityRule } from '../../../shared/familiarity.ts';
import type { Manifest } from '../../../shared/manifest.ts';
import { readManifest } from '../../exporting/export-folder.ts';
import { StudioError } from '../../errors.ts';
import type { TogetherKeys } from '../../evaluation/accuracy-interval.ts';
import { falseAlarmsAtMost, familiarityRule } from '../../evaluation/detection.ts';
import type { Studio } from '../../open-studio.ts';
import { runCalled, saidRun, type CalledRun } from '../../store/run-called.ts';
import { loadFamiliarity } from '../../weights/familiarity-file.ts';
import { loadModelCard } from '../../training/model-folder.ts';
import { finishedModel } from './finished-model.ts';
import { knownTogether } from './known-together.ts';

/**
 * What a run takes for unlike all that it learned from; null of a run that has no index.
 * @throws StudioError as `finishedModel`, `loadFamiliarity`
 */
export async function familiarityOfRun(studio: Studio, run: number, rate: number): Promise<FamiliarityRule | null> {
  return (await alarmOfRun(studio, run, rate))?.rule ?? null;
}

/** `familiarityOfRun`, and the most known pictures that it may be calling unfamiliar (`falseAlarmsAtMost`). */
export async function alarmOfRun(studio: Studio, run: number, rate: number): Promise<{ rule: FamiliarityRule; falseAlarmsAtMost: number | null } | null> {
  const { folder } = await finishedModel(studio, run);
  const kept = await loadFamiliarity(folder, loadModelCard(folder).sha256);
  if (!kept) return null;
  const together = knownTogether(studio.db, run);
  const rule = familiarityRule(kept.known, rate, together);
  return { rule, falseAlarmsAtMost: falseAlarmsAtMost(kept.known, rule, together) };
}

/** What an export says of the index that it carries. @param together as `knownTogether` */
export async function carriedFamiliarity(folder: string, weights: string | null, together: TogetherKeys | null, rate = usualFalseAlarmRate): Promise<NonNullable<Manifest['familiarity']> | null> {
  const kept = await loadFamiliarity(folder, weights);
  if (!kept) return null;
  const { dimensions, k } = kept.index;
  return { pictures: kept.pictures.length, dimensions, k, ...familiarityRule(kept.known, rate, together) };
}

/** The rule that an export carries; null where it has none. @throws StudioError `bad-usage` where it is for another rate */
export async function familiarityOfExport(folder: string, rate: number | undefined): Promise<FamiliarityRule | null> {
  const { familiarity } = await readManifest(folder);
  if (!familiarity) return null;
  if (rate === undefined || Math.abs(familiarity.falseAlarmRate - rate) < 1e-9) return familiarity;
  throw new StudioError('bad-usage', `The export in ${folder} takes ${familiarity.falseAlarmRate} of known pictures for unknown ones, not ${rate}`, {
    values: { kind: 'export-other-alarm', place: folder, rate: String(familiarity.falseAlarmRate) },
    field: 'falseAlarm',
    hint: 'Export the run again with --false-alarm, or ask the run itself.',
  });
}

/** Of a run of before there were indexes, or an export of one. */
export const noIndex = (model: CalledRun | string): StudioError =>
  new StudioError('bad-usage', `${typeof model === 'string' ? model : `Run ${runCalled(model)}`} has no index of what it learned from`, {
    values: typeof model === 'string' ? { kind: 'export-without-index', place: model } : { kind: 'run-without-index', ...saidRun(model) },
    field: 'falseAlarm',
    hint: typeof model === 'string' ? 'Make one of its run with "graft familiarity", and export again.' : `Make one: "graft familiarity ${model.id}".`,
  });
