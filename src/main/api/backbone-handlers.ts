import { stat } from 'node:fs/promises';
import { datasetState } from '../../core/datasets/version/dataset-state.ts';
import { needDataset } from '../../core/datasets/known/find-dataset.ts';
import { StudioError } from '../../core/errors.ts';
import { catalogueNet, catalogueNets, familyName, namedNets } from '../../core/nets/named.ts';
import { suitsOf } from '../../core/nets/suits-strategy.ts';
import { countPictures } from '../../core/runs/plan/feature-bytes.ts';
import { networkTable } from '../../core/runs/plan/network-table.ts';
import { backboneFit, recommendedBackbones } from '../../core/runs/plan/recommended-backbones.ts';
import { knownPrecision } from '../../core/runs/executors/precision.ts';
import { thisComputer } from '../../core/runs/lifecycle/computer-here.ts';
import { backboneToGoOn } from '../../core/runs/lifecycle/model-to-go-on.ts';
import { defaultCacheBytes } from '../../core/training/cache-budget.ts';
import { backboneInfo, listBackbones } from '../../core/weights/backbones.ts';
import type { BackboneInfo } from '../../core/weights/backbones.ts';
import { importNotes } from '../../core/weights/import-notes.ts';
import { inWeightsThread } from '../../core/weights/weights-thread.ts';
import type { BackboneCard, BackboneFit, Recommendation } from '../../shared/contract/backbone-calls.ts';
import type { Precision } from '../../shared/run-settings.ts';
import type { Desk } from './desk.ts';
import { os } from './implement.ts';
import { namedFile } from './named-file.ts';

export const backboneHandlers = {
  list: os.backbones.list.handler(async ({ context }) => {
    const backbones = await listBackbones(context.studio.folder);
    const computer = thisComputer();
    const recommended = new Map(recommendedBackbones(backbones, computer).map(({ id, as }) => [id, as]));
    return Promise.all(backbones.map((info) => card(context, info, backboneFit(info, computer), recommended.get(info.id) ?? null)));
  }),

  network: os.backbones.network.handler(async ({ context, input: { backbone, from, dataset, imageSize, precision, cacheSizeBytes, batchSize } }) => {
    const { folder } = context.studio;
    const { net, preprocessing, classes } = from === undefined ? await backboneInfo(folder, backbone) : { ...(await backboneToGoOn(context.studio, from)), classes: null };
    const data = dataset === undefined ? null : picturesOf(context, dataset);
    const table = networkTable(net, {
      classes: data?.classes ?? classes ?? 0,
      imageSize: imageSize ?? preprocessing.imageSize,
      pictures: data?.pictures ?? { train: 0, val: 0 },
      precision: precision ?? usualPrecision(),
      cacheBudgetBytes: cacheSizeBytes ?? defaultCacheBytes(folder.featureCache, folder.root),
      batchSize,
    });
    return { backbone, ...table };
  }),

  download: os.backbones.download.handler(({ context, input }) => context.downloads.start(input.backbone)),

  pauseDownload: os.backbones.pauseDownload.handler(({ context, input }) => context.downloads.pause(input.backbone)),

  import: os.backbones.import.handler(async ({ context, input: { path, upload, architecture, name } }) => {
    const { file, name: originalName } = await namedFile(context, { path, upload });
    const result = await context.imports.backbone(context.studio.folder, file, { net: catalogueNet(architecture), name, originalName });
    if (upload !== undefined) await context.uploads.remove(upload);
    return { backbone: result.id, notes: importNotes(result) };
  }),

  guess: os.backbones.guess.handler(async ({ context, input }) => {
    const { file, name } = await namedFile(context, input);
    const guess = await inWeightsThread({ kind: 'guess', file, shownAs: name });
    return { name, sizeBytes: (await stat(file)).size, ...guess };
  }),

  nets: os.backbones.nets.handler(() => [...namedNets.keys()]),

  architectures: os.backbones.architectures.handler(() => [...catalogueNets.keys()]),
};

async function card({ downloads }: Desk, info: BackboneInfo, fit: BackboneFit, recommended: Recommendation | null): Promise<BackboneCard> {
  const { id, architecture, net, origin, onDisk, sizeBytes, accuracy, parameters, gmac, licence, preprocessing } = info;
  return {
    id,
    family: familyName(net),
    architecture,
    origin,
    onDisk,
    sizeBytes,
    accuracy: accuracy?.top1 ?? null,
    parameters,
    gmac,
    licence,
    preprocessing,
    fit,
    recommended,
    suits: suitsOf(id),
    download: await downloads.stateOf(info),
  };
}

/** Classes and pictures as training would see them now. */
function picturesOf({ studio }: Desk, dataset: string) {
  const { classes, members } = datasetState(studio.db, needDataset(studio.db, dataset).id).plan();
  return { classes: classes.length, pictures: countPictures(members) };
}

/** What a run would take that says nothing; before it was measured, or without an engine, float32. */
function usualPrecision(): Precision {
  try {
    return knownPrecision()?.precision ?? 'float32';
  } catch (error) {
    if (error instanceof StudioError && error.code === 'engine-missing') return 'float32';
    throw error;
  }
}
