import type { TrainingDataset, LocatedImage } from '../../datasets/scanning/dataset-for-training.ts';
import { decodeHost } from '../../images/decode-host.ts';
import { StudioError } from '../../errors.ts';
import type { View } from '../../images/view.ts';
import { viewAt } from '../../training/phase-views.ts';
import type { Preprocessing } from '../../../shared/preprocessing.ts';
import type { RunPlan } from '../../../shared/run-spec.ts';

export interface AugmentedSample {
  readonly image: number;
  readonly label: string;
  /** WebP, the plain view first. */
  readonly views: readonly Uint8Array[];
}

/** Samples. */
const most = 4;
/** Where a picture cannot be read another of its class is tried, not all of them. */
const triesPerClass = 3;

/**
 * What the network will see of a few training pictures, of different classes where there are any: each in the very views that
 * training takes (all of a plan that augments, else the plain one). Pictures that cannot be read are left out.
 */
export async function augmentedSamples(
  { classes, images }: TrainingDataset,
  plan: Pick<RunPlan, 'phases' | 'views' | 'preprocessing' | 'seed'>,
): Promise<AugmentedSample[]> {
  const phase = plan.phases.find(({ augment }) => augment !== 'none');
  const views = phase ? plan.views : 1;
  const samples: AugmentedSample[] = [];
  for (const candidates of candidatesOf(classes.length, images)) {
    if (samples.length === most) break;
    const sample = await firstReadable(candidates, plan.preprocessing, (sha256) =>
      Array.from({ length: views }, (_, index) => phase ? viewAt(plan, phase, sha256, index) : null),
    );
    if (sample) samples.push({ ...sample, label: classes[sample.label]! });
  }
  return samples;
}

/** Training pictures to try, a list a sample; classes take turns, so that few classes still give `most`. */
function candidatesOf(classCount: number, images: readonly LocatedImage[]): LocatedImage[][] {
  const byClass = Array.from({ length: classCount }, (): LocatedImage[] => []);
  for (const image of images) if (image.split === 'train') byClass[image.label]!.push(image);
  const lists: LocatedImage[][] = [];
  for (let round = 0; round < most; round++) {
    for (const own of byClass) {
      const candidates = own.slice(round * triesPerClass, (round + 1) * triesPerClass);
      if (candidates.length > 0) lists.push(candidates);
    }
  }
  return lists;
}

async function firstReadable(candidates: readonly LocatedImage[], preprocessing: Preprocessing, viewsOf: (sha256: string) => (View | null)[]) {
  for (const { id, file, sha256, label } of candidates) {
    const made = await decodeHost()
      .run({ kind: 'samples', file, views: viewsOf(sha256), preprocessing }, { urgent: true })
      .catch((error: unknown) => {
        if (error instanceof StudioError && error.code === 'bad-image') return null;
        throw error;
      });
    if (made) return { image: id, label, views: made };
  }
  return null;
}
