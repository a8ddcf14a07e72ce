import { StudioError } from '../../errors.ts';
import { accuracyInterval, independentGroups } from '../../evaluation/accuracy-interval.ts';
import { pairedTest } from '../../evaluation/paired-answers.ts';
import { once } from '../../once.ts';
import { spellings } from '../../same-name.ts';
import { runCalled } from '../../store/run-called.ts';
import { imagesOfVersion } from '../../store/dataset-versions.ts';
import { classNames, getDataset, getVersion, type DatasetRow } from '../../store/datasets.ts';
import { listEvaluations, listPredictions } from '../../store/predictions.ts';
import type { Prediction } from '../../store/predictions.ts';
import { getRun } from '../../store/runs.ts';
import type { Run } from '../../store/runs.ts';
import type { Studio } from '../../open-studio.ts';
import type { ComparedSetting } from '../../../shared/contract/evaluation-calls.ts';
import { comparedSettings, decidedValues, shownValue } from '../../../shared/decided-settings.ts';
import { runSettings } from '../../../shared/run-settings.ts';
import type { Setting } from '../../../shared/run-settings.ts';
import type { RunPlan } from '../../../shared/run-spec.ts';
import { matchClasses } from '../plan/match-classes.ts';
import { contentsTrainedOn, metBefore } from './contents-trained-on.ts';
import { picturesTogether } from './pictures-together.ts';
import { sharedPictures } from './shared-pictures.ts';
import { unfinishedRun } from './unfinished-run.ts';

interface ComparedRun {
  readonly run: number;
  readonly name: string | null;
  /** Pictures of that side it answered, those too that the other did not. */
  readonly answered: number;
  readonly correct: number;
  readonly accuracy: number;
  readonly accuracyInterval: readonly [number, number] | null;
  /** So many of the pictures that judge both lie in groups of which it learned other pictures, because it was trained before these were kept together: they flatter it. */
  readonly metBefore: number;
}

/** A picture that exactly one of the two runs has right. */
export interface Flip {
  /** Row of the picture. */
  readonly image: number;
  readonly file: string;
  readonly label: string;
  readonly first: string;
  readonly second: string;
}

export interface Comparison {
  readonly split: 'test' | 'val';
  /** Pictures both runs answered. */
  readonly images: number;
  /** Names of the data sets of the two, where they are of different ones, and of the one whose labels and groups judge; null of one. */
  readonly datasets: { readonly first: string; readonly second: string; readonly judging: string } | null;
  /** Of these, how many had another label when the other run was made; both are judged by the newer label. */
  readonly relabelled: number;
  /** So many independent groups the intervals and the test count; null where they count pictures. */
  readonly independentGroups: number | null;
  readonly runs: readonly [ComparedRun, ComparedRun];
  /** McNemar's test on the pictures where the two differ, or of whole groups (`paired-answers.ts`); mid-p is the p-value to quote. */
  readonly test: { readonly onlyFirst: number; readonly onlySecond: number; readonly exactP: number; readonly midP: number };
  /** In what they were trained differently. */
  readonly settings: readonly ComparedSetting[];
  /** Wrong in the first run, right in the second; and the other way round. */
  readonly better: readonly Flip[];
  readonly worse: readonly Flip[];
}

type Split = Comparison['split'];

/** Settings that two plans decided differently; a run without a plan says nothing. */
export function differingSettings(first: RunPlan | null, second: RunPlan | null, rows: readonly Setting[] = runSettings): ComparedSetting[] {
  if (!first || !second) return [];
  return comparedSettings(rows).flatMap((row) => {
    const values = [decidedValues(first, row), decidedValues(second, row)] as const;
    return shownValue(values[0]) === shownValue(values[1]) ? [] : [{ setting: row.key, first: values[0], second: values[1] }];
  });
}

function predictionsOf(studio: Studio, run: Run, split: Split): Map<number, Prediction> | null {
  const evaluation = listEvaluations(studio.db, run.id).find((e) => e.datasetVersionId !== null && e.split === split);
  if (!evaluation) return null;
  const rows = listPredictions(studio.db, evaluation.id).filter((row) => row.imageId !== null);
  return new Map(rows.map((row) => [row.imageId!, row]));
}

/**
 * Two finished runs on the pictures both were judged by: test pictures where both have them, else validation.
 * Classes are compared by name, so versions of a data set whose classes differ can still be compared; one that was renamed is the same (`match-classes.ts`), a
 * picture that was moved too. Runs of two data sets (`--from` goes on from one on another) are compared on pictures of equal content, which is said. Where labels were corrected in between, those of the newer version are the truth for both; so are its groups.
 * @throws StudioError `not-found` | `bad-usage` where they share no picture
 */
export function compareRuns(studio: Studio, first: number, second: number): Comparison {
  const runs = [getRun(studio.db, first), getRun(studio.db, second)] as const;
  for (const run of runs) {
    if (run.state === 'done') continue;
    throw unfinishedRun(run, `Run ${runCalled(run)} is ${run.state}; only finished runs can be compared`);
  }
  const secondIsNewer = runs[1].datasetVersionId >= runs[0].datasetVersionId;
  const [older, newer] = (secondIsNewer ? runs : runs.toReversed()) as [Run, Run];
  const sets = runs.map(({ datasetVersionId }) => getDataset(studio.db, getVersion(studio.db, datasetVersionId).datasetId)) as [DatasetRow, DatasetRow];
  const imagesOf = (run: Run) => once(() => imagesOfVersion(studio.db, run.datasetVersionId));
  const [olderImages, newerImages] = [imagesOf(older), imagesOf(newer)];
  const contents = once(() => new Map([...olderImages(), ...newerImages()].map(({ id, sha256 }) => [id, sha256])));
  const sha256Of = (image: number) => contents().get(image);
  const both = (split: Split) => {
    const [first, second] = runs.map((run) => predictionsOf(studio, run, split));
    if (!first || !second) return null;
    const images = sharedPictures([...first.keys()], [...second.keys()], sha256Of);
    return images.length === 0 ? null : { split, first, second, images };
  };
  const shared = both('test') ?? both('val');
  if (!shared) {
    throw new StudioError('bad-usage', `Runs ${runCalled(runs[0])} and ${runCalled(runs[1])} were judged by different pictures`, {
      values: { kind: 'runs-share-nothing', first: runs[0].id, second: runs[1].id },
      hint: 'Compare runs of one data set, or evaluate both on one folder with "graft evaluate <run> <folder>".',
    });
  }
  const written = runs.map((run) => classNames(studio.db, run.datasetVersionId));
  const spelling = spellings(written.flat());
  const names = written.map((one) => one.map(spelling)) as [string[], string[]];
  const [olderNames, newerNames] = (secondIsNewer ? names : names.toReversed()) as [string[], string[]];
  const renamed = olderNames.every((name) => newerNames.includes(name))
    ? []
    : matchClasses({ classes: olderNames, images: olderImages() }, { classes: newerNames, images: newerImages() }).change.renamed;
  const nameNow = (name: string): string => renamed.find(({ before }) => before === name)?.now ?? name;
  const [firstNames, secondNames] = secondIsNewer ? [names[0].map(nameNow), names[1]] : [names[0], names[1].map(nameNow)];
  let relabelled = 0;
  const flips = shared.images.map(([one, other]): Flip => {
    const [first, second] = [shared.first.get(one)!, shared.second.get(other)!];
    const labels = [firstNames[first.label!]!, secondNames[second.label!]!] as const;
    if (labels[0] !== labels[1]) relabelled++;
    return {
      image: secondIsNewer ? other : one,
      file: (secondIsNewer ? second : first).file,
      label: labels[secondIsNewer ? 1 : 0],
      first: firstNames[first.predicted]!,
      second: secondNames[second.predicted]!,
    };
  });
  const firstRight = flips.map((flip) => flip.first === flip.label);
  const secondRight = flips.map((flip) => flip.second === flip.label);
  const together = picturesTogether(studio.db, newer.datasetVersionId)(flips.map(({ image }) => image));
  const judging = new Set(flips.map(({ image }) => image));
  const met = (run: Run): number => (together ? metBefore(contentsTrainedOn(studio.db, run), newerImages().filter(({ id }) => judging.has(id)), newerImages()).length : 0);
  const compared = (run: Run, answered: number, right: readonly boolean[]): ComparedRun => {
    const correct = right.filter(Boolean).length;
    return { run: run.id, name: run.name, answered, correct, accuracy: correct / right.length, accuracyInterval: accuracyInterval(right, together).accuracyInterval, metBefore: met(run) };
  };
  return {
    split: shared.split,
    images: flips.length,
    datasets: sets[0].id === sets[1].id ? null : { first: sets[0].name, second: sets[1].name, judging: sets[secondIsNewer ? 1 : 0].name },
    relabelled,
    independentGroups: independentGroups(together),
    runs: [compared(runs[0], shared.first.size, firstRight), compared(runs[1], shared.second.size, secondRight)],
    test: pairedTest(firstRight, secondRight, together),
    settings: differingSettings(runs[0].plan, runs[1].plan),
    better: flips.filter((_, i) => !firstRight[i] && secondRight[i]),
    worse: flips.filter((_, i) => firstRight[i] && !secondRight[i]),
  };
}
