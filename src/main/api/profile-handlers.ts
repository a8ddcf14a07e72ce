import { StudioError } from '../../core/errors.ts';
import { needDataset } from '../../core/datasets/known/find-dataset.ts';
import { datasetForTraining } from '../../core/datasets/scanning/dataset-for-training.ts';
import { planHere } from '../../core/runs/lifecycle/plan-here.ts';
import { keepSpec, profiled } from '../../core/runs/use/profile.ts';
import type { ProfileSpec } from '../../core/runs/use/profile.ts';
import type { Desk } from './desk.ts';
import { os } from './implement.ts';

/** As it was last scanned: only an id will do, a path of the window's never names a folder. */
async function asked({ studio }: Desk, dataset: string, spec: ProfileSpec) {
  const data = await datasetForTraining(studio.db, needDataset(studio.db, dataset).id, { rescan: false });
  return [data, await planHere(studio, data, profiled(spec))] as const;
}

export const profileHandlers = {
  show: os.profiles.show.handler(async ({ context, input: { dataset, spec } }) => context.profiles.of(...(await asked(context, dataset, spec)))),

  start: os.profiles.start.handler(async ({ context, input: { dataset, spec } }) => context.profiles.start(...(await asked(context, dataset, spec)))),

  keep: os.profiles.keep.handler(async ({ context, input: { dataset, spec, block } }) => {
    const [data, planned] = await asked(context, dataset, spec);
    const known = context.profiles.found(data, planned);
    if (!known) throw new StudioError('bad-usage', 'Nobody has looked into this network yet', { field: 'block', values: { kind: 'keep-unknown' }, hint: 'Begin the profile first.' });
    return context.runs.start(data.dataset.id, keepSpec(known, block, spec));
  }),

  stop: os.profiles.stop.handler(({ context, input: { profile } }) => {
    context.profiles.stop(profile);
    return { profile };
  }),
};
