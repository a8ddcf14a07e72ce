import type { GroupSuggestion } from '../../shared/contract/group-calls.ts';
import { needDataset } from '../../core/datasets/known/find-dataset.ts';
import { datasetForTraining } from '../../core/datasets/scanning/dataset-for-training.ts';
import { lookTold } from '../../core/datasets/scanning/told-looks.ts';
import { applyGroups } from '../../core/datasets/version/apply-groups.ts';
import { datasetState } from '../../core/datasets/version/dataset-state.ts';
import { datasetView } from '../../core/datasets/views/dataset-view.ts';
import { allSuggestions, suggestGroups, type SuggestedGroups } from '../../core/datasets/views/group-suggestions.ts';
import { leakTold } from '../../core/runs/use/told-leak.ts';
import { os } from './implement.ts';

export const groupHandlers = {
  suggest: os.groups.suggest.handler(async ({ context: { studio, events }, input: { dataset }, signal }) => {
    const { id } = needDataset(studio.db, dataset);
    await lookTold(studio.db, events, id, signal);
    return { applied: needDataset(studio.db, id).groupSource, suggestions: allSuggestions(studio.db, id).map(told) };
  }),

  apply: os.groups.apply.handler(({ context, input: { dataset, source } }) => {
    const { studio, watcher } = context;
    const { id } = needDataset(studio.db, dataset);
    const { moved } = applyGroups(studio.db, id, source && suggestGroups(studio.db, datasetState(studio.db, id), source).found);
    return { view: { ...datasetView(studio.db, id), isWatched: watcher.isWatching(id) }, moved };
  }),

  leak: os.groups.leak.handler(async ({ context: { studio, events }, input: { dataset }, signal }) => {
    const { id } = needDataset(studio.db, dataset);
    return leakTold(studio, events, await datasetForTraining(studio.db, id, { rescan: false }), signal);
  }),
};

/** Pictures by their numbers, as the window shows them. */
const told = ({ source, count, largest, straddling, examples }: SuggestedGroups): GroupSuggestion => ({
  source,
  count,
  largest,
  straddling,
  examples: examples.map(({ group, images, pictures }) => ({ group, images, pictures })),
});
