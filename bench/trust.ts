import { setMethods } from '../src/shared/answer-sets.ts';
import { openStudio } from '../src/core/open-studio.ts';
import { closeDatabase } from '../src/core/store/database.ts';
import { answerSet, observedBand, scoreRule, setThreshold } from '../src/core/evaluation/answer-sets.ts';
import { calibrationReport } from '../src/core/evaluation/calibration-report.ts';
import { softmaxRows } from '../src/core/evaluation/softmax.ts';
import { chooseTemperature } from '../src/core/evaluation/temperature.ts';
import { classNames } from '../src/core/store/datasets.ts';
import { headlinesOf } from '../src/core/store/headlines.ts';
import { listPredictions } from '../src/core/store/predictions.ts';
import { getRun } from '../src/core/store/runs.ts';
import { seededRandom } from '../src/core/training/seeded-random.ts';

const splits = 200;
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

/** Two halves of `count` rows, another two for each call. */
function halves(count: number, random: () => number): [number[], number[]] {
  const order = Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return [order.slice(0, Math.floor(count / 2)), order.slice(Math.floor(count / 2))];
}

/**
 * What a run's stored answers say of calibration and answer sets where one half of the pictures makes them and the other judges, 200 times.
 * Over random halves of one set coverage is beta-binomial, as it is over new sets, so nine of ten splits are to lie in its band.
 * @param rest a data folder and the number of a finished run in it
 */
export async function benchTrust([dataDir, id]: readonly string[]): Promise<void> {
  if (!dataDir || id === undefined) throw new Error('npm run bench -- trust <data folder> <run>');
  const studio = openStudio({ dataDir });
  const run = getRun(studio.db, Number(id));
  const rows = listPredictions(studio.db, headlinesOf(studio.db, [run.id]).get(run.id)!.evaluation).filter(({ label }) => label !== null);
  const classCount = classNames(studio.db, run.datasetVersionId).length;
  closeDatabase(studio.db);
  // The temperature that is stored is taken out again: each split finds its own.
  const stored = run.calibration?.temperature ?? 1;
  const logits = rows.map(({ probabilities }) => Array.from(probabilities, (p) => stored * Math.log(Math.max(p, 1e-45))));
  const labels = rows.map(({ label }) => label!);
  const of = (some: readonly number[]) => ({ logits: some.flatMap((row) => logits[row]!), labels: some.map((row) => labels[row]!) });
  const random = seededRandom(12);
  const calibration = Array.from({ length: splits }, () => {
    const [fitting, judging] = halves(rows.length, random).map(of);
    const { temperature, isKept } = chooseTemperature(fitting!.logits, fitting!.labels, classCount);
    const kept = isKept ? temperature : 1;
    return { isKept, ...calibrationReport(softmaxRows(judging!.logits, classCount, kept), judging!.labels, classCount, kept, random) };
  });
  const [first] = halves(rows.length, random);
  const [n, m] = [first.length, rows.length - first.length];
  console.log(`run ${run.id}: ${rows.length} pictures, ${classCount} classes; ${n} make, ${m} judge, ${splits} times`);
  console.log(`temperature kept in ${percent(mean(calibration.map(({ isKept }) => Number(isKept))))} of splits, on average ${mean(calibration.map(({ temperature }) => temperature)).toFixed(3)}`);
  console.log(`ECE ${percent(mean(calibration.map(({ eceBefore }) => eceBefore)))} before, ${percent(mean(calibration.map(({ eceAfter }) => eceAfter)))} after; a calibrated model shows up to ${percent(mean(calibration.map(({ eceIfCalibrated }) => eceIfCalibrated)))}`);
  console.log(`not above that: ${percent(mean(calibration.map(({ eceBefore, eceIfCalibrated }) => Number(eceBefore <= eceIfCalibrated))))} before, ${percent(mean(calibration.map(({ eceAfter, eceIfCalibrated }) => Number(eceAfter <= eceIfCalibrated))))} after`);
  for (const level of [0.8, 0.9, 0.95]) {
    const band = observedBand(n, m, level);
    for (const method of setMethods) {
      const found = Array.from({ length: splits }, () => {
        const [making, judging] = halves(rows.length, random).map(of);
        const rule = scoreRule(method);
        const threshold = setThreshold(softmaxRows(making!.logits, classCount), making!.labels, classCount, level, rule)!;
        const judged = softmaxRows(judging!.logits, classCount);
        const sets = judging!.labels.map((_, row) => answerSet(judged, row, classCount, { ...rule, level, threshold }));
        return { covered: sets.filter((set, row) => set.includes(judging!.labels[row]!)).length, size: mean(sets.map((set) => set.length)) };
      });
      const inside = mean(found.map(({ covered }) => Number(covered >= band.low && covered <= band.high)));
      const above = mean(found.map(({ covered }) => Number(covered > band.high)));
      console.log(
        `${method.padEnd(4)} at ${percent(level)}: covers ${percent(mean(found.map(({ covered }) => covered / m)))} on average, ${mean(found.map(({ size }) => size)).toFixed(2)} classes a set; ` +
          `in the band ${band.low} to ${band.high} of ${m}: ${percent(inside)} of splits (above it ${percent(above)}, to be expected at least 90 % in it)`,
      );
    }
  }
}
