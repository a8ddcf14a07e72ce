import type { BreakPoint, StressKind, StressLevel } from '../../shared/stress.ts';
import { someTogether, type TogetherKeys } from './accuracy-interval.ts';
import { holm } from './holm.ts';
import { pairedTest } from './paired-answers.ts';
import { shareRight } from './share-right.ts';

export interface StressAnswers {
  readonly kind: StressKind;
  /** Of each level from 1, the value it stands for and what the pictures are told for. */
  readonly levels: readonly { readonly value: number; readonly predicted: readonly number[] }[];
}

export interface StressFigures {
  readonly kind: StressKind;
  readonly levels: StressLevel[];
  readonly breakPoints: BreakPoint[];
}

/**
 * How much of a model's accuracy is left as pictures get worse, on the same pictures each time.
 * @param labels `[n]`, n >= 1; `plain` what they are told for undisturbed
 * @param together which of the pictures belong together; null: none of them
 */
export function stressFigures(labels: readonly number[], classes: readonly string[], plain: readonly number[], answers: readonly StressAnswers[], together: TogetherKeys | null = null): StressFigures[] {
  const rightOf = (predicted: readonly number[]): boolean[] => predicted.map((each, row) => each === labels[row]);
  const undisturbed = rightOf(plain);
  const p = holm(answers.flatMap(({ levels }) => levels.map(({ predicted }) => pairedTest(undisturbed, rightOf(predicted), together).midP)));
  const judged = classes.flatMap((label, c) => {
    const rows = labels.flatMap((own, row) => (own === c ? [row] : []));
    return rows.length === 0 ? [] : [{ label, rows }];
  });
  let at = 0;
  return answers.map(({ kind, levels }) => {
    const asked = levels.map(({ value, predicted }) => ({ value, right: rightOf(predicted), p: p[at++]! }));
    return {
      kind,
      levels: [
        { level: 0, value: null, ...shareRight(undisturbed, together), p: 1 },
        ...asked.map(({ value, right, p: shown }, before) => ({ level: before + 1, value, ...shareRight(right, together), p: shown })),
      ],
      breakPoints: judged.map(({ label, rows }) => breakPoint(label, rows, undisturbed, asked, { together: someTogether(together, rows), classes: judged.length })),
    };
  });
}

interface LookedAt {
  /** Of the class's own rows. */
  readonly together: TogetherKeys | null;
  /** So many classes were looked at. */
  readonly classes: number;
}

/**
 * A class is shown to break where the level is shown to lose over all classes, and the class itself there, times the classes looked at (Bonferroni): the class and the level are the worst of many, so that by a test
 * of their own one of them "breaks" in up to a fifth of cases where nothing is lost.
 */
function breakPoint(
  label: string,
  rows: readonly number[],
  undisturbed: readonly boolean[],
  levels: readonly { value: number; right: readonly boolean[]; p: number }[],
  { together, classes }: LookedAt,
): BreakPoint {
  const of = (right: readonly boolean[]): boolean[] => rows.map((row) => right[row]!);
  const count = (right: readonly boolean[]): number => of(right).filter(Boolean).length;
  const found = count(undisturbed);
  const first = levels.findIndex(({ right }) => count(right) < found / 2);
  const { value, right, p } = levels[first === -1 ? levels.length - 1 : first]!;
  const isBroken = first !== -1;
  return {
    label,
    level: isBroken ? first + 1 : null,
    value: isBroken ? value : null,
    found,
    left: count(right),
    images: rows.length,
    isShown: isBroken && p < 0.05 && classes * pairedTest(of(undisturbed), of(right), together).midP < 0.05,
  };
}
