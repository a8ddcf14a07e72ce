import { StudioError } from '../errors.ts';
import type { Model } from '../nets/model.ts';
import { compareTensors } from '../training/attestation.ts';
import { keptRows, startingWeights } from '../training/starting-weights.ts';
import type { ExportJob } from '../../shared/export-job.ts';
import type { Attestation, AttestationGroup } from '../../shared/attestation.ts';

const sameGroup = (a: AttestationGroup) => (b: AttestationGroup) => a.part === b.part && a.frozen === b.frozen;

/**
 * What an export may say of its frozen tensors, from the very tensors it writes: they are compared with what training started from, and all
 * of the trunk's with what the run attested when it ended.
 * @throws StudioError `bad-weights` naming the part that is not what was trained, or where the backbone's file is another
 */
export async function attestExport({ net, classes, tensors }: Model, job: ExportJob): Promise<Attestation> {
  const { backbone, start, phases, attested, modelFolder } = job;
  // Of a head that was drawn nothing is compared: it was trained.
  const before = await startingWeights(backbone, net, classes.length, start.from === 'drawn' ? start.seed : 0, keptRows({ start }));
  const now = compareTensors(net, classes.length, phases, before, tensors);
  const { frozen, groups } = now;
  if (frozen.changed > 0) {
    throw altered(modelFolder, `${frozen.changed} of its ${frozen.tensors} frozen tensors are not those of ${backbone?.id ?? 'its start'}`);
  }
  const other = groups.find((group) => attested?.find(sameGroup(group))?.sha256After !== group.sha256After);
  if (attested && other) throw altered(modelFolder, `${other.part} is not what the run ended with`);
  return now;
}

const altered = (folder: string, what: string): StudioError =>
  new StudioError('bad-weights', `The model in ${folder} cannot be attested: ${what}`, {
    values: { kind: 'model-untraceable', place: folder },
    hint: 'The model, or the backbone it was trained from, was changed since. Train again with "graft train".',
  });
