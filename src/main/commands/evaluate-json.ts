import type { FamiliarityRule } from '../../shared/familiarity.ts';
import type { Metrics } from '../../shared/metrics.ts';
import type { OwnConsistency } from '../../shared/own-consistency.ts';
import type { RunCalibration } from '../../shared/calibration.ts';
import type { TestLedger, TestLock } from '../../shared/test-ledger.ts';
import type { RunVerdict } from '../../shared/verdict.ts';

/** What `evaluate` prints of one run; other programs rely on these names (`docs/json.md`). */
export interface EvaluationJson {
  run: number;
  /** `val`, `test`, or `all` labelled pictures of a folder. */
  split: string;
  images: number;
  chosenOnTheseImages: boolean;
  trainedOn: number;
  /** So many of its own judging pictures lie in groups that count now, of which it learned other pictures; 0 of a folder's. */
  metBefore: number;
  metrics: Metrics;
  testLedger: TestLedger | null;
  testLock: TestLock | null;
  ownConsistency: OwnConsistency | null;
  calibration: RunCalibration;
  /** Null without an index; `pictures` is null where this is known of none. */
  familiarity: (FamiliarityRule & { pictures: { file: string; score: number; unfamiliar: boolean | null }[] | null }) | null;
  verdict: RunVerdict | null;
  skipped: readonly { file: string; reason: string }[];
}
