import { join } from 'node:path';
import { runFolder } from '../../data-folder.ts';
import { datasetOfRun } from '../../datasets/scanning/dataset-for-training.ts';
import type { TrainingDataset } from '../../datasets/scanning/dataset-for-training.ts';
import { StudioError } from '../../errors.ts';
import { sha256OfFile } from '../../files/hash-file.ts';
import { nameOf as architectureOf } from '../../nets/named.ts';
import type { Studio } from '../../open-studio.ts';
import { runCalled, saidRun } from '../../store/run-called.ts';
import { getRun } from '../../store/runs.ts';
import type { Run } from '../../store/runs.ts';
import { isModelSound, loadModelCard } from '../../training/model-folder.ts';
import { backboneInfo, backboneReference } from '../../weights/backbones.ts';
import type { BackboneReference } from '../../weights/backbones.ts';
import { importBackbone } from '../../weights/import-backbone.ts';
import { readImported } from '../../weights/imported-backbone.ts';
import { runKey } from '../executors/run-key.ts';
import type { EarlierModel } from '../plan/machine.ts';
import type { PlannedRun } from '../plan/plan-run.ts';
import { matchClasses } from '../plan/match-classes.ts';
import { contentsTrainedOn, metBefore } from '../results/contents-trained-on.ts';
import { unfinishedRun } from '../results/unfinished-run.ts';

/** Of what weights made of others may be used for. */
async function licenceOf({ folder }: Studio, { plan, backboneId }: Run): Promise<string | undefined> {
  if (plan?.start.from !== 'weights' || backboneId === null) return undefined;
  const origin = await backboneInfo(folder, backboneId).catch((error: unknown) => {
    // Whoever threw the backbone away keeps what was made of it.
    if (error instanceof StudioError && error.code === 'not-found') return null;
    throw error;
  });
  return origin?.licence;
}

/** Named by the run, and by its model where a later one of that number took the name. */
const nameOf = (run: Run, sha256: string, isTaken: boolean): string => (isTaken ? `run-${run.id}-${sha256.slice(0, 8)}` : `run-${run.id}`);
const sourceOf = (run: Run, sha256: string): string => `run-${run.id}-${sha256}`;

/** A base model of a run's model that is there already, or under which name and how one would be made. */
async function baseModelOf(studio: Studio, run: Run) {
  const folder = runFolder(studio.folder, run.id);
  const { net, preprocessing, run: owner, sha256 } = loadModelCard(folder);
  if ((owner !== null && owner !== runKey(run)) || !(await isModelSound(folder))) {
    throw new StudioError('bad-weights', `The model of run ${runCalled(run)} is damaged: it is not what was trained`, {
      values: { kind: 'model-damaged', file: join(folder, 'model.safetensors'), ...saidRun(run) },
      field: 'from',
      hint: `Make it again with "graft resume ${run.id}", from its best weights.`,
    });
  }
  if (net.head.kind !== 'linear') {
    throw new StudioError('bad-usage', `The head of run ${runCalled(run)} has a layer of its own: it has no row for each class that could be kept`, {
      values: { kind: 'from-needs-linear', ...saidRun(run) },
      field: 'from',
      hint: 'Choose a run with a linear head.',
    });
  }
  const source = sourceOf(run, sha256 ?? '');
  const named = await readImported(studio.folder.backbones, nameOf(run, sha256 ?? '', false));
  const id = nameOf(run, sha256 ?? '', named !== null && named.source !== source);
  const isThere = (await readImported(studio.folder.backbones, id)) !== null;
  return { id, isThere, source, net, preprocessing, sha256, file: join(folder, 'model.safetensors') };
}

/** A finished run's model as a base model: its copy where it has one, else what lies in the run's folder. Nothing is written. */
async function asBackbone(studio: Studio, run: Run): Promise<BackboneReference> {
  const { id, isThere, net, preprocessing, sha256, file } = await baseModelOf(studio, run);
  if (isThere) return backboneReference(studio.folder, id);
  const licence = (await licenceOf(studio, run)) ?? 'unknown';
  return { id, architecture: architectureOf(net), net, preprocessing, sha256: sha256 ?? (await sha256OfFile(file)), licence, origin: 'imported', file };
}

/**
 * A plan whose beginning stays: where it goes on from a run, the model of that run is copied as a base model, once, so that the run may be
 * deleted and what came of it stays traceable. To be asked before a run is made of the plan; plans alone copy nothing.
 */
export async function keepBeginning(studio: Studio, planned: PlannedRun): Promise<PlannedRun> {
  const { start } = planned.plan;
  if (start.from !== 'weights' || start.run === undefined) return planned;
  const run = getRun(studio.db, start.run);
  const { id, isThere, source, net, preprocessing, file } = await baseModelOf(studio, run);
  if (!isThere) {
    const { channels: _, ...changes } = preprocessing;
    const licence = await licenceOf(studio, run);
    await importBackbone(studio.folder, file, { net, name: id, originalName: source, preprocessing: changes, licence });
  }
  const backbone = await backboneReference(studio.folder, id);
  return { ...planned, backbone, plan: { ...planned.plan, start: { ...start, id, sha256: backbone.sha256 } } };
}

/** @throws StudioError `not-found` */
function needNumber(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new StudioError('not-found', `There is no run "${text}"`, {
    values: { kind: 'no-such-run', number: text },
    field: 'from',
    hint: 'In a file it is the number of a run, as "graft runs list" shows it.',
  });
}

/** @throws StudioError `not-found` | `bad-usage` (not done) */
function finishedRun(studio: Studio, text: string): Run {
  const run = getRun(studio.db, needNumber(text));
  if (run.state === 'done') return run;
  throw unfinishedRun(run, `Run ${runCalled(run)} is ${run.state}; training goes on from finished runs only`, { code: 'bad-usage', field: 'from' });
}

/** The model of an earlier run that a new one would go on from. @throws StudioError as `modelToGoOn` */
export async function backboneToGoOn(studio: Studio, text: string): Promise<BackboneReference> {
  return asBackbone(studio, finishedRun(studio, text));
}

/**
 * The model of an earlier run that a new one goes on from, and what of its classes is in a data set now.
 * @throws StudioError `not-found` | `bad-usage` (not done, or its head has no row for each class) | `bad-weights` (damaged)
 */
export async function modelToGoOn(studio: Studio, text: string, now: Pick<TrainingDataset, 'classes' | 'images'>): Promise<EarlierModel> {
  const run = finishedRun(studio, text);
  const backbone = await asBackbone(studio, run);
  const before = datasetOfRun(studio.db, run);
  const { rows, change } = matchClasses(before, now);
  const held = now.images.filter(({ split }) => split !== 'train');
  return { run: run.id, backbone, rows, change, heldOutLearned: metBefore(contentsTrainedOn(studio.db, run), held, now.images).length };
}
