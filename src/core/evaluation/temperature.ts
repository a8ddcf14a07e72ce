import { fewestGroups } from '../../shared/independent-groups.ts';
import { StudioError } from '../errors.ts';
import { independentGroups, unitsOf, type TogetherKeys } from './accuracy-interval.ts';
import { groupStandardError } from './group-interval.ts';

/** `low` and `high`: the loss falls beyond the bounds, so that no temperature is believed; `none`: it hangs on none. */
type TemperatureWhere = 'inside' | 'low' | 'high' | 'none';

export interface FittedTemperature {
  readonly temperature: number;
  readonly where: TemperatureWhere;
}

export interface ChosenTemperature extends FittedTemperature {
  /** Whether the fitted temperature is used; else it is 1. */
  readonly isKept: boolean;
  /** Log loss that it saves on folds it was not fitted on, nats a picture, and the standard error of that; null with fewer than two pictures, or groups. */
  readonly gain: number | null;
  readonly standardError: number | null;
  readonly images: number;
  /** So many independent groups are counted; null where pictures are. */
  readonly independentGroups: number | null;
}

export interface ChooseOptions {
  /** Fold of a row, from 0; left out: each fifth, which among rows ordered by class is stratified, of groups each fifth group. */
  readonly foldOf?: (row: number) => number;
  /** Which rows belong together; null or left out: none of them. */
  readonly together?: TogetherKeys | null;
}

const bounds = { low: 0.05, high: 20 };
const folds = 5;

/** Of the log loss of one row at inverse temperature `beta`: its slope (expected less true logit) and curvature (variance of the logit). */
function derivatives(logits: ArrayLike<number>, start: number, label: number, classCount: number, beta: number): [slope: number, curvature: number] {
  let largest = -Infinity;
  for (let c = 0; c < classCount; c++) largest = Math.max(largest, logits[start + c]!);
  let [sum, first, second] = [0, 0, 0];
  for (let c = 0; c < classCount; c++) {
    const z = logits[start + c]! - largest;
    const weight = Math.exp(beta * z);
    sum += weight;
    first += weight * z;
    second += weight * z * z;
  }
  const mean = first / sum;
  return [mean - (logits[start + label]! - largest), second / sum - mean * mean];
}

/**
 * The temperature T that makes softmax(logits / T) least surprised by the labels (Guo 2017, section 4.2). The loss is convex in 1 / T;
 * its root is found by Newton's method between bounds, 0.05 <= T <= 20.
 * @param logits `[n, classCount]`, row by row
 * @param labels `[n]`
 * @param rows of those that count
 */
export function fitTemperature(logits: ArrayLike<number>, labels: ArrayLike<number>, classCount: number, rows: readonly number[] = Array.from(labels, (_, i) => i)): FittedTemperature {
  if (logits.length !== labels.length * classCount) throw new StudioError('internal', `${logits.length} logits for ${labels.length} labels of ${classCount} classes`);
  const at = (beta: number): [number, number] => {
    let [slope, curvature] = [0, 0];
    for (const row of rows) {
      const [one, other] = derivatives(logits, row * classCount, labels[row]!, classCount, beta);
      slope += one / rows.length;
      curvature += other / rows.length;
    }
    return [slope, curvature];
  };
  let [low, high] = [1 / bounds.high, 1 / bounds.low];
  const [[slopeLow], [slopeHigh]] = [at(low), at(high)];
  if (rows.length === 0 || (Math.abs(slopeLow) < 1e-15 && Math.abs(slopeHigh) < 1e-15)) return { temperature: 1, where: 'none' };
  if (slopeLow >= 0) return { temperature: bounds.high, where: 'high' };
  if (slopeHigh <= 0) return { temperature: bounds.low, where: 'low' };
  let beta = 1;
  for (let round = 0; round < 200; round++) {
    const [slope, curvature] = at(beta);
    if (slope < 0) low = beta;
    else high = beta;
    const step = beta - slope / curvature;
    const next = step > low && step < high ? step : (low + high) / 2;
    if (slope === 0 || Math.abs(next - beta) <= 1e-14 * beta) break;
    beta = next;
  }
  return { temperature: 1 / beta, where: 'inside' };
}

/** -ln p of a row's label at a temperature, in nats, by logsumexp. */
function surprise(logits: ArrayLike<number>, start: number, label: number, classCount: number, temperature: number): number {
  let largest = -Infinity;
  for (let c = 0; c < classCount; c++) largest = Math.max(largest, logits[start + c]!);
  let sum = 0;
  for (let c = 0; c < classCount; c++) sum += Math.exp((logits[start + c]! - largest) / temperature);
  return Math.log(sum) - (logits[start + label]! - largest) / temperature;
}

/**
 * A temperature, kept only where it is inside its bounds and saves more log loss on folds it was not fitted on than the standard error of
 * that: what is as sure as it is right stays as it is (simulated: 1 to 2 % of such models are changed). Where rows belong together, folds hold whole groups and
 * the standard error is that of groups; below five of them none is kept.
 */
export function chooseTemperature(logits: ArrayLike<number>, labels: ArrayLike<number>, classCount: number, { foldOf: given, together = null }: ChooseOptions = {}): ChosenTemperature {
  const fitted = fitTemperature(logits, labels, classCount);
  const images = labels.length;
  const groups = independentGroups(together);
  const { unit, count } = unitsOf(together, images);
  const foldOf = given ?? ((row: number): number => unit[row]! % folds);
  const all = Array.from(labels, (_, row) => row);
  const gains = new Float64Array(images);
  for (const fold of new Set(all.map(foldOf))) {
    const { temperature } = fitTemperature(logits, labels, classCount, all.filter((row) => foldOf(row) !== fold));
    for (const row of all) {
      if (foldOf(row) !== fold) continue;
      const lossAt = (t: number): number => surprise(logits, row * classCount, labels[row]!, classCount, t);
      gains[row] = lossAt(1) - lossAt(temperature);
    }
  }
  if (count < 2) return { ...fitted, isKept: false, gain: null, standardError: null, images, independentGroups: groups };
  const gain = gains.reduce((sum, value) => sum + value, 0) / images;
  const standardError = groupStandardError(gains, { unit, count });
  const isEnough = groups === null || groups >= fewestGroups;
  return { ...fitted, isKept: isEnough && fitted.where === 'inside' && gain > standardError, gain, standardError, images, independentGroups: groups };
}
