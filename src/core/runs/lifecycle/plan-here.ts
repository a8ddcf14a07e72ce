import type { TrainingDataset } from '../../datasets/scanning/dataset-for-training.ts';
import { datasetState } from '../../datasets/version/dataset-state.ts';
import { meanColor } from '../../datasets/views/mean-color.ts';
import { trainingNotices } from '../../datasets/views/training-notices.ts';
import { existingFolder } from '../../files/folder-size.ts';
import { freeDiskBytes } from '../../files/free-disk.ts';
import { lostOutsideMiddle } from '../../images/lost-by-middle.ts';
import { isBeginning } from '../../nets/end-after.ts';
import { netMeant } from '../../nets/net-meant.ts';
import { sameTrunk } from '../../nets/named.ts';
import type { Studio } from '../../open-studio.ts';
import { defaultCacheBytes, listFeatureCaches } from '../../training/cache-budget.ts';
import { storedKey } from '../../training/stored-key.ts';
import { backboneReference } from '../../weights/backbones.ts';
import { inWeightsThread } from '../../weights/weights-thread.ts';
import type { RunSpec } from '../../../shared/run-spec.ts';
import { defaultThreads } from '../executors/engine-process.ts';
import { choosePrecision, hasGpu } from '../executors/precision.ts';
import { fitFor } from '../plan/choose-fit.ts';
import { refuseWords } from '../plan/choose-net.ts';
import type { Disk, Machine } from '../plan/machine.ts';
import { planRun } from '../plan/plan-run.ts';
import type { PlannedRun } from '../plan/plan-run.ts';
import { modelToGoOn } from './model-to-go-on.ts';
import { usualBackbone } from '../results/usual-backbone.ts';

/** The disk of this data folder as it is now. */
export function diskHere({ folder }: Pick<Studio, 'folder'>): Disk {
  const cached = listFeatureCaches(folder.featureCache).flatMap(({ name, sizeBytes }) => {
    const key = storedKey(folder.featureCache, name);
    return key ? [{ cut: key.cut, imageSize: key.imageSize, weightsSha256: key.weightsSha256, sizeBytes }] : [];
  });
  return { freeBytes: freeDiskBytes(existingFolder(folder.root)), cached };
}

/** @throws StudioError `bad-weights` naming the first tensor that a network asked for has otherwise than the weights asked for */
async function backboneAsked({ folder }: Studio, { backbone: id, net }: RunSpec, usual: string): Promise<Machine['backbone']> {
  if (id === undefined && net !== undefined) return null;
  const backbone = await backboneReference(folder, id ?? usual);
  if (net === undefined) return backbone;
  const { spec } = netMeant(net);
  if (!sameTrunk(spec, backbone.net) && !isBeginning(spec, backbone.net)) await inWeightsThread({ kind: 'fit', file: backbone.file, shownAs: backbone.id, net: spec });
  return backbone;
}

/** The weights that a spec asks for are looked at, so that a plan finds their sha256 remembered. @throws StudioError as {@link planHere} */
export async function backboneKnown(studio: Studio, spec: RunSpec): Promise<void> {
  if (spec.from === undefined && spec.net === undefined) await backboneReference(studio.folder, spec.backbone ?? (await usualBackbone(studio)).id);
}

/** What a plan for this machine must know; measures the precision where `spec` leaves it open and nobody has. */
async function machineHere(studio: Studio, spec: RunSpec, dataset: Pick<TrainingDataset, 'classes' | 'images'>): Promise<Machine> {
  const earlier = spec.from === undefined ? null : await modelToGoOn(studio, spec.from, dataset);
  const usual = await usualBackbone(studio);
  const { featureCache, root } = studio.folder;
  const gpu = await hasGpu();
  return {
    ...diskHere(studio),
    earlier,
    backbone: earlier?.backbone ?? (await backboneAsked(studio, spec, usual.id)),
    backboneReason: usual.reason,
    gpu,
    auto: (spec.precision ?? 'auto') === 'auto' ? await choosePrecision() : null,
    threads: defaultThreads(),
    usualCacheBytes: defaultCacheBytes(featureCache, root),
  };
}

/**
 * `planRun` for a data set of this data folder on this machine, as both are now.
 * @throws StudioError as `planRun`; `not-found` (a backbone that is not on disk), `engine-missing`
 */
export async function planHere(studio: Studio, { dataset, classes, images }: TrainingDataset, spec: RunSpec): Promise<PlannedRun> {
  refuseWords(spec);
  const lostByCrop = lostOutsideMiddle(images);
  const data = {
    name: dataset.name,
    classes,
    images,
    lostByCrop,
    meanColor: fitFor(spec, lostByCrop) === 'pad' ? await meanColor(images) : null,
    notices: trainingNotices(datasetState(studio.db, dataset.id)),
  };
  return planRun(spec, data, await machineHere(studio, spec, { classes, images }));
}
