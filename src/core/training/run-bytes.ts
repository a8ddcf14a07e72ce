import { isTrained } from '../nets/plan/cut-point.ts';
import type { TrainedPart } from '../nets/plan/cut-point.ts';
import type { NetPlan } from '../nets/plan/net-plan.ts';
import { tensorTable } from '../nets/plan/tensor-table.ts';
import { elementCount } from '../tensor.ts';
import { epochsAsked } from './epoch-average.ts';
import type { RunPlan } from '../../shared/run-spec.ts';

/** float32 */
const valueBytes = 4;
/** Of each trained value: momentum of SGD, two moments of AdamW. */
const slotsOf = { sgd: 1, adamw: 2 } as const;
/** A row of an answer beside its probabilities, and its place in the index. */
const rowBytes = 200;
/** Notices, epochs, the database's own pages. */
const restBytes = 2_000_000;

/**
 * Bytes that a run writes to the disk at most, without cached features: a checkpoint beside the one it replaces, the best weights of
 * each phase and one beside them, epochs that may be averaged, the model, and every answer in the database and in its log.
 * @param answers validation and test pictures
 */
export function runBytes(net: NetPlan, plan: Pick<RunPlan, 'phases' | 'optimizer' | 'ema' | 'l2sp' | 'averageEpochs'>, classes: number, answers: number): number {
  const rows = tensorTable(net, classes);
  const sizeOf = (phase: TrainedPart): number =>
    rows.reduce((sum, row) => sum + (isTrained(net, row.part, phase) ? elementCount(row.shape) * valueBytes : 0), 0);
  const whole = rows.reduce((sum, { shape }) => sum + elementCount(shape) * valueBytes, 0);
  const trained = plan.phases.map(sizeOf);
  const largest = Math.max(...trained);
  const copies = (plan.ema > 0 ? 1 : 0) + (plan.l2sp > 0 ? 1 : 0);
  const checkpoints = 2 * largest * (1 + slotsOf[plan.optimizer] + copies);
  const best = trained.reduce((sum, bytes) => sum + bytes, largest);
  // Beside those averaged, of this checkpoint and the one before, the one that is written.
  const averaged = ((epochsAsked(plan.averageEpochs)?.count ?? -2) + 2) * largest;
  return checkpoints + averaged + best + whole + 2 * answers * (classes * valueBytes + rowBytes) + restBytes;
}
