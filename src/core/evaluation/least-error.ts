import { quantile } from './learning-curve.ts';
import { binOf, reliabilityBins } from './reliability.ts';

/** Parts of the gaps that were seen, from none to all of them. */
const parts = 11;

/** What ECE is shown by models that are off by a part of what was seen. */
export interface DrawnErrors {
  /** One draw of which pictures are right. @param luck uniform in [0, 1), of each unit */
  draw(luck: ArrayLike<number>): void;
  /** Not exceeded in 95 of 100 draws by a model that is calibrated. */
  ifCalibrated(): number;
  /** The least error of a model of which `seen` is no more than what it shows in 975 of 1,000 draws: the low end of a 95 % interval. */
  least(seen: number): number;
}

/**
 * ECE is never 0 on few pictures, so what was seen is mostly above what a model's error would be on endlessly many. Which errors are possible is found by asking, of models from a calibrated one (Bröcker and Smith, Weather and
 * Forecasting 22, 2007) to one that is off in each bin by all that was seen, which of them would show as much: what is between none and the whole shows between both (a test turned round).
 * @param confidence of the top class, `[n]` @param isRight `[n]` @param unit of each picture: one number is drawn for all of a unit, so that they go together as far as their confidences allow
 */
export function drawnErrors(confidence: ArrayLike<number>, isRight: ArrayLike<number>, unit: ArrayLike<number>): DrawnErrors {
  const n = confidence.length;
  const bin = Uint8Array.from({ length: n }, (_, row) => binOf(confidence[row]!));
  const [count, sure, right] = [new Float64Array(reliabilityBins), new Float64Array(reliabilityBins), new Float64Array(reliabilityBins)];
  for (let row = 0; row < n; row++) {
    count[bin[row]!]! += 1;
    sure[bin[row]!]! += confidence[row]!;
    right[bin[row]!]! += isRight[row]!;
  }
  const gaps = right.map((hits, at) => (count[at] === 0 ? 0 : (hits - sure[at]!) / count[at]!));
  const drawn = Array.from({ length: parts }, (): number[] => []);
  const shown = (errors: readonly number[], share: number): number => quantile(errors.toSorted((a, b) => a - b), share);
  return {
    draw(luck) {
      for (let part = 0; part < parts; part++) {
        const hits = new Float64Array(reliabilityBins);
        for (let row = 0; row < n; row++) if (luck[unit[row]!]! < confidence[row]! + (part / (parts - 1)) * gaps[bin[row]!]!) hits[bin[row]!]! += 1;
        drawn[part]!.push(hits.reduce((sum, of, at) => sum + Math.abs(of - sure[at]!), 0) / n);
      }
    },
    ifCalibrated: () => shown(drawn[0]!, 0.95),
    least(seen) {
      const most = drawn.map((errors) => shown(errors, 0.975));
      const first = most.findIndex((error) => error >= seen);
      if (first <= 0) return first === 0 ? 0 : seen;
      const [below, above] = [most[first - 1]!, most[first]!];
      return ((first - 1 + (seen - below) / (above - below)) / (parts - 1)) * seen;
    },
  };
}
