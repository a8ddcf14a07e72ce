import type { TrainingDataset } from '../datasets/dataset-for-training.ts';
import type { Phase, RunPlan } from '../../shared/run-spec.ts';
import type { PlannedRun } from './plan-run.ts';

const grouped = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',');
const counted = (count: number, one: string, many = `${one}s`): string => `${grouped(count)} ${count === 1 ? one : many}`;

/** "8.4 million", "2,565": short enough to be read aloud. */
const amount = (count: number): string => (count < 1e6 ? grouped(count) : `${(count / 1e6).toFixed(1)} million`);

const megabytes = (bytes: number): string =>
  bytes < 1e6
    ? `${Math.round(bytes / 1e3)} kB`
    : bytes < 1e9
      ? `${Math.round(bytes / 1e6)} MB`
      : `${(bytes / 1e9).toFixed(1)} GB`;

/** A cut point in words: what lies behind it is trained. */
const place = (cut: string): string => {
  const match = /^stage(\d)(?:\.(\d+))?$/.exec(cut);
  if (!match) return cut === 'stem' ? 'the very first layer' : 'the last layer';
  const [, stage, block] = match;
  return block === undefined ? `stage ${stage}` : `block ${Number(block) + 1} of stage ${stage}`;
};

const epochsOf = ({ epochs, patience }: Phase): string =>
  `${patience > 0 ? 'at most ' : ''}${counted(epochs, 'time')} through all training pictures (epochs)`;

function whatIsShown({ classes, images }: TrainingDataset, { backbone }: RunPlan): string {
  const of = (split: string) => images.filter((image) => image.split === split).length;
  const test = of('test') > 0 ? `, and ${grouped(of('test'))} are kept for a final test` : '';
  return (
    `The pretrained network ${backbone} learns to tell ${counted(classes.length, 'class', 'classes')} apart from ` +
    `${counted(of('train'), 'picture')}; ${counted(of('val'), 'other', 'others')} (validation) show after every epoch how good it is${test}.`
  );
}

function whatLearns({ phases }: RunPlan, trained: number, all: number): string {
  const share = `${amount(trained)} of its ${amount(all)} numbers (parameters)`;
  const [first, second] = phases;
  if (second) {
    return (
      `First only a new last layer learns, ${epochsOf(first!)}; then everything from ${place(second.cut)} on, ${share}, ` +
      `${epochsOf(second)}. What lies before stays exactly as it is (frozen).`
    );
  }
  if (first!.cut === 'head')
    return `Only a new last layer learns, ${share}, ${epochsOf(first!)}; all others stay exactly as they are (frozen).`;
  if (first!.cut === 'stem') return `The whole network learns, ${share}, ${epochsOf(first!)}.`;
  return `Everything from ${place(first!.cut)} on learns, ${share}, ${epochsOf(first!)}; what lies before stays exactly as it is (frozen).`;
}

function howPicturesGoIn({ phases, preprocessing, cacheSizeBytes }: RunPlan, cacheBytes: number): string {
  const { imageSize } = preprocessing;
  const varied = phases.some(({ augment }) => augment === 'light');
  const seen = `Pictures are seen at ${imageSize} × ${imageSize} pixels, ${varied ? 'flipped and cropped a little differently from time to time' : 'always the same way'}`;
  return cacheBytes <= cacheSizeBytes
    ? `${seen}; what the frozen part makes of them is computed once and kept on the disk (${megabytes(cacheBytes)}).`
    : `${seen}; what the frozen part makes of them would take ${megabytes(cacheBytes)} of disk, more than it may, and is computed again in every epoch.`;
}

/** What a run will do, for people who have never trained anything; exact terms in brackets. */
export function planSentences(
  dataset: TrainingDataset,
  { plan, parts, cacheBytes }: Pick<PlannedRun, 'plan' | 'parts' | 'cacheBytes'>,
): string[] {
  const sum = (pick: (part: PlannedRun['parts'][number]) => number) => parts.reduce((total, part) => total + pick(part), 0);
  return [
    whatIsShown(dataset, plan),
    whatLearns(
      plan,
      sum(({ trained }) => trained),
      sum(({ parameters }) => parameters),
    ),
    howPicturesGoIn(plan, cacheBytes),
    'The state with the fewest doubts on the validation pictures (lowest validation loss) is the one that is kept.',
  ];
}
