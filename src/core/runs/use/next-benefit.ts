import type { NextBenefit } from '../../../shared/contract/next-calls.ts';
import type { LocatedImage, TrainingDataset } from '../../datasets/scanning/dataset-for-training.ts';
import { StudioError } from '../../errors.ts';
import { independentGroups, togetherOf } from '../../evaluation/accuracy-interval.ts';
import { pairedTest } from '../../evaluation/paired-answers.ts';
import { shareRight } from '../../evaluation/share-right.ts';
import { matrixOfRows } from '../../evaluation/matrix-of-rows.ts';
import { top1 } from '../../evaluation/top-k.ts';
import type { Studio } from '../../open-studio.ts';
import { proposalsOf } from '../../store/label-proposals.ts';
import { intervalDraws } from '../../training/seeded-random.ts';
import { usualBackbone } from '../results/usual-backbone.ts';
import { readFeatures, type FeatureWork } from './picture-features.ts';
import { unseenAnswers } from './unseen-answers.ts';

/** Of each kind; with fewer the answer is chance. */
const fewestOfEach = 10;

/** Training pictures that were proposed and have a label now, as many drawn as chosen, the oldest proposals first. */
export function provingPictures(proposals: readonly { sha256: string; kind: string }[], labelled: ReadonlySet<string>): { chosen: string[]; random: string[]; each: number } {
  const have = proposals.filter(({ sha256 }) => labelled.has(sha256));
  const [random, chosen] = [have.filter(({ kind }) => kind === 'random'), have.filter(({ kind }) => kind !== 'random')].map((some) => some.map(({ sha256 }) => sha256));
  const each = Math.min(random!.length, chosen!.length);
  return { chosen: chosen!.slice(0, each), random: random!.slice(0, each), each };
}

/**
 * What choosing pictures gained over drawing them: two exact heads on cached features, of the training pictures that nobody proposed, and as many chosen ones or
 * drawn ones, judged by the same validation pictures.
 * @throws StudioError `bad-usage` where too few of both have a label, or heads have too little to learn from; as `readFeatures`
 */
export async function nextBenefit(studio: Studio, { dataset, classes, images }: TrainingDataset, work: FeatureWork = {}): Promise<NextBenefit> {
  const training = images.filter(({ split }) => split === 'train');
  const judges = images.filter(({ split }) => split === 'val');
  const proposals = proposalsOf(studio.db, dataset.id);
  const { chosen, random, each } = provingPictures(proposals, new Set(training.map(({ sha256 }) => sha256)));
  if (each < fewestOfEach || judges.length === 0) throw tooFew(each);
  const proposed = new Set(proposals.map(({ sha256 }) => sha256));
  const base = training.filter(({ sha256 }) => !proposed.has(sha256));
  const of = (contents: readonly string[]): LocatedImage[] => {
    const wanted = new Set(contents);
    return training.filter(({ sha256 }) => wanted.has(sha256));
  };
  const { id: backbone } = await usualBackbone(studio);
  const [byChoice, byDraw] = [of(chosen), of(random)];
  // All at once, so that the progress is one.
  const { features, dimensions, read } = await readFeatures(studio, backbone, [...base, ...byChoice, ...byDraw, ...judges], work);
  const rowOf = new Map(read.map(({ id }, row) => [id, row]));
  const together = togetherOf(judges, intervalDraws);
  const right = async (taught: readonly LocatedImage[]): Promise<boolean[]> => {
    const rows = [...base, ...taught, ...judges].flatMap(({ id }) => rowOf.get(id) ?? []);
    const own = rows.map((row) => read[row]!);
    const { probabilities } = await unseenAnswers(
      {
        features: matrixOfRows(rows.map((row) => features.subarray(row * dimensions, (row + 1) * dimensions)), dimensions),
        dimensions,
        labels: own.map(({ label, split }) => (split === 'val' ? -1 : label)),
        groups: own.map(({ group, sha256 }) => group ?? sha256),
        isGrouped: together !== null,
        classes: classes.length,
      },
      work.signal,
    );
    const answers = new Map(own.map(({ id }, at) => [id, top1(probabilities, classes.length, at)]));
    return judges.map(({ id, label }) => answers.get(id) === label);
  };
  const [byChosen, byRandom] = [await right(byChoice), await right(byDraw)];
  return { each, base: base.length, judged: judges.length, independentGroups: independentGroups(together), chosen: shareRight(byChosen, together), random: shareRight(byRandom, together), p: pairedTest(byChosen, byRandom, together).midP };
}

const tooFew = (have: number): StudioError =>
  new StudioError('bad-usage', `${fewestOfEach} chosen and ${fewestOfEach} drawn training pictures must have a label before they can be compared; ${have} of each have`, {
    field: 'dataset',
    values: { kind: 'too-few-proposals', needed: fewestOfEach, have },
    hint: 'Label more of those that are proposed.',
  });
