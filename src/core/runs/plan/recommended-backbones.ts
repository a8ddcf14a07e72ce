import type { BackboneFit, Recommendation } from '../../../shared/contract/backbone-calls.ts';
import { figuresByPart, layerCosts } from '../../nets/figures.ts';
import { planNet } from '../../nets/plan/net-plan.ts';
import type { BackboneInfo } from '../../weights/backbones.ts';
import { memoryNeed } from './memory-need.ts';
import { usualBatchSize } from './network-table.ts';

/** What a base model must fit. */
export interface Computer {
  readonly memoryBytes: number;
  /** Multiply-adds of a forward pass a second, in 10^9; null where nobody measured. */
  readonly gmacPerSecond: number | null;
  readonly gpu: boolean;
}

type Candidate = Pick<BackboneInfo, 'id' | 'net' | 'origin' | 'onDisk' | 'sizeIsExact' | 'accuracy' | 'parameters' | 'gmac' | 'licence' | 'preprocessing'>;

/** `gmac` is for pictures of 224 x 224; work goes with the area. */
const gmacAtOwnSize = ({ gmac, preprocessing: { imageSize } }: Candidate): number => gmac * (imageSize / 224) ** 2;

/** ResNet-50 up to stage 4 at 160 px, by which a machine's speed is measured (`jobs/check-job.ts`): multiply-adds in 10^9. */
export const measuredGmac = 1.674;

const mostOfMemory = 0.75;
/** Slower than this, a pass over a thousand pictures is no longer done while somebody waits. */
const slowSecondsAThousand = 300;
const quickSecondsAThousand = 100;
/** The same where no speed is known: what laptops do well. */
const slowGmac = 9;
const quickGmac = 4.5;

/** What training all of it takes, as the freeze line says at its left end; without classes, whose rows count little. */
function wholeMemory({ net, preprocessing: { imageSize } }: Candidate): number {
  const plan = planNet(net);
  const [parameters, costs] = [figuresByPart(plan, 0), layerCosts(plan, imageSize, 0)];
  return memoryNeed({ batchSize: usualBatchSize, parameters, costs }, new Set([...parameters, ...costs].map(({ part }) => part)));
}

/** Whether a base model, trained whole, fits a computer; how long a pass over a thousand pictures takes. */
export function backboneFit(backbone: Candidate, { memoryBytes: has, gmacPerSecond, gpu }: Computer): BackboneFit {
  const work = gmacAtOwnSize(backbone);
  const memoryBytes = wholeMemory(backbone);
  const secondsAThousand = gmacPerSecond === null ? null : (1000 * work) / gmacPerSecond;
  const isSlow = secondsAThousand === null ? !gpu && work > slowGmac : secondsAThousand > slowSecondsAThousand;
  return { fits: memoryBytes > mostOfMemory * has ? 'not' : isSlow ? 'slowly' : 'well', memoryBytes, secondsAThousand };
}

function isQuick(backbone: Candidate, { fits, secondsAThousand }: BackboneFit): boolean {
  return fits === 'well' && (secondsAThousand === null ? gmacAtOwnSize(backbone) <= quickGmac : secondsAThousand <= quickSecondsAThousand);
}

const isFree = ({ licence }: Candidate): boolean => !/NC|unknown|none/i.test(licence);
/** Groups and group normalisation compute badly on a processor, and a norm before its convolution cannot be folded into it. */
const isPlain = ({ net }: Candidate): boolean => net.groups === 1 && net.norm === 'batch' && net.order === 'post';
/** Its file was read here: its size and its sha256 are not only expected. */
const isProved = ({ onDisk, sizeIsExact }: Candidate): boolean => onDisk || sizeIsExact;
const accuracyOf = ({ accuracy }: Candidate): number => accuracy?.top1 ?? 0;

/** Published accuracies this near are alike to anybody's own pictures: the one with the least work is better. */
const alikePoints = 0.5;

function best(candidates: readonly Candidate[]): Candidate | null {
  const most = Math.max(...candidates.map(accuracyOf));
  const alike = candidates.filter((one) => accuracyOf(one) >= most - alikePoints);
  return alike.toSorted((a, b) => gmacAtOwnSize(a) - gmacAtOwnSize(b) || accuracyOf(b) - accuracyOf(a))[0] ?? null;
}

/**
 * Up to three base models for a computer, each for a reason: what is here and can be tried at once; the most accurate one that is quick
 * on it; the most accurate one that fits it. Of the catalogue only those with a licence that lets anybody use them.
 */
export function recommendedBackbones(backbones: readonly Candidate[], computer: Computer): { id: string; as: Recommendation }[] {
  const usable = backbones.filter((one) => one.origin !== 'imported' && isFree(one) && (computer.gpu || isPlain(one)));
  const chosen: { id: string; as: Recommendation }[] = [];
  const take = (as: Recommendation, among: readonly Candidate[]): void => {
    const found = best(among.filter(({ id }) => chosen.every((other) => other.id !== id)));
    if (found) chosen.push({ id: found.id, as });
  };
  const fitOf = new Map(usable.map((one) => [one.id, backboneFit(one, computer)]));
  const fitting = (...fits: BackboneFit['fits'][]) => usable.filter(({ id }) => fits.includes(fitOf.get(id)!.fits));
  take('here', usable.filter(({ onDisk }) => onDisk));
  take('balanced', usable.filter((one) => isProved(one) && isQuick(one, fitOf.get(one.id)!)));
  const most = chosen.map(({ id }) => accuracyOf(usable.find((one) => one.id === id)!));
  const better = (one: Candidate) => accuracyOf(one) > Math.max(0, ...most);
  take('accurate', fitting('well').some(better) ? fitting('well').filter(better) : fitting('well', 'slowly').filter(better));
  return chosen;
}
