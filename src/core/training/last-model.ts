import type { Model } from '../nets/model.ts';
import { tensorTable } from '../nets/plan/tensor-table.ts';
import { averageName } from './averaged-weights.ts';
import { loadBest, needCheckpoint } from './checkpoint.ts';
import { loadModel, loadModelCard } from './model-folder.ts';
import { overlay } from './starting-weights.ts';
import { weightsOf } from './training-session.ts';

/**
 * The network of a finished run as its last epoch left it, which need not be the epoch that counts; of averaged weights the averages. Without the
 * temperature, which is of the weights that count.
 * @throws StudioError as `loadModel`; `bad-checkpoint` where the last checkpoint is damaged or gone
 */
export async function loadLastModel(folder: string): Promise<Model> {
  const { temperature: _, ...model } = await loadModel(folder);
  const { run } = loadModelCard(folder);
  const { state, progress } = await needCheckpoint(folder, run);
  let { tensors } = model;
  for (let before = 0; before < progress.phase; before++) tensors = overlay(tensors, await loadBest(folder, before, run));
  const rows = tensorTable(model.net, model.classes.length).filter(({ name }) => state.has(name));
  return { ...model, tensors: overlay(tensors, weightsOf(rows, state, (name) => (state.has(averageName(name)) ? averageName(name) : name))) };
}
