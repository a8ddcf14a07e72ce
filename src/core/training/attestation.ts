import { createHash } from 'node:crypto';
import { StudioError } from '../errors.ts';
import { isTrained } from '../nets/plan/cut-point.ts';
import type { TrainedPart } from '../nets/plan/cut-point.ts';
import type { NetPlan } from '../nets/plan/net-plan.ts';
import { tensorTable } from '../nets/plan/tensor-table.ts';
import type { Tensor, TensorMap } from '../tensor.ts';
import type { Attestation, AttestationGroup } from '../../shared/attestation.ts';

const bytesOf = ({ data }: Tensor): Uint8Array => new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
const digest = (tensor: Tensor): string => createHash('sha256').update(bytesOf(tensor)).digest('hex');

/** Whether they are the same to the last bit. */
export const isSameTensor = (a: Tensor, b: Tensor): boolean => Buffer.compare(bytesOf(a), bytesOf(b)) === 0;

const groupOf = (part: string): string => part.split('.')[0]!;

/**
 * Compares the backbone's tensors before and after training, stem and stages apart (and the head where nothing trains it), each split into frozen and trained
 * where a cut goes through it. Trained is what any of `phases` trains. `before` are the backbone's, `after` the finished weights.
 */
export function compareTensors(plan: NetPlan, classes: number, phases: readonly TrainedPart[], before: TensorMap, after: TensorMap): Attestation {
  const groups = new Map<string, AttestationGroup & { before: string[]; after: string[] }>();
  for (const row of tensorTable(plan, classes)) {
    const frozen = !isTrained(plan, row.part, ...phases);
    // One that was trained was new.
    if (row.part === 'head' && !frozen) continue;
    const part = groupOf(row.part);
    const key = `${part} ${frozen}`;
    const group = groups.get(key) ?? { part, frozen, tensors: 0, changed: 0, sha256Before: '', sha256After: '', before: [], after: [] };
    groups.set(key, group);
    const [was, is] = [before.get(row.name)!, after.get(row.name)!];
    // What stayed as it was is hashed once.
    const isSame = isSameTensor(was, is);
    const now = digest(is);
    group.tensors++;
    if (!isSame) group.changed++;
    group.before.push(isSame ? now : digest(was));
    group.after.push(now);
  }
  const combine = (hashes: string[]) => createHash('sha256').update(hashes.join('')).digest('hex');
  const listed = [...groups.values()].map(({ before: b, after: a, ...group }) => ({ ...group, sha256Before: combine(b), sha256After: combine(a) }));
  const frozen = listed.filter((group) => group.frozen);
  const sum = (pick: (group: AttestationGroup) => number) => frozen.reduce((total, group) => total + pick(group), 0);
  return { frozen: { tensors: sum((g) => g.tensors), changed: sum((g) => g.changed) }, groups: listed };
}

/**
 * As `compareTensors`, at the end of a training.
 * @throws StudioError `internal` when a frozen tensor changed: then nothing this run says can be trusted.
 */
export function attest(plan: NetPlan, classes: number, phases: readonly TrainedPart[], before: TensorMap, after: TensorMap): Attestation {
  const attestation = compareTensors(plan, classes, phases, before, after);
  if (attestation.frozen.changed > 0) {
    throw new StudioError('internal', `${attestation.frozen.changed} of ${attestation.frozen.tensors} frozen tensors changed during training`, {
      hint: 'Please report this: frozen must mean frozen.',
    });
  }
  return attestation;
}
