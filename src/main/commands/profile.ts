import type { Command } from 'commander';
import type { TrainingDataset } from '../../core/datasets/scanning/dataset-for-training.ts';
import type { DepthProfile, ProfileSpec } from '../../core/runs/use/profile.ts';
import type { Studio } from '../../core/open-studio.ts';
import type { FromEngine } from '../../shared/trainer-protocol.ts';
import type { Context } from '../terminal/context.ts';
import { noticeText } from '../words/notice-text.ts';
import { adviceReason, adviceText, keptText, profileText } from '../words/profile-text.ts';
import { datasetToTrainOn } from './dataset-argument.ts';
import { evenUnkept, unkeptScan } from './even-unkept.ts';
import { examples } from './examples.ts';
import { runsCalled } from './run-argument.ts';
import { createTrainingProgress } from './training-progress.ts';

interface Options {
  backbone?: string;
  keep?: string;
}

export function registerProfile(program: Command, context: Context): void {
  const profile = program
    .command('profile')
    .description('what each block of a backbone knows of a data set: an exact head on its pooled features, in one pass; where more of it does not help')
    .argument('<data set>', 'id, name or folder; an unknown folder is added')
    .option('--backbone <id>', 'pretrained network to look into (default: the one used last)')
    .option('--keep <block>', 'makes a run of the network that ends after that block, with an exact head: stage3 or stage3.1')
    .action((text: string, options: Options) =>
      context.withStudio(async (studio) => {
        const { profile: found, dataset, spec } = await profileOf(context, studio, text, options);
        const { backbone, blocks, saturates, independentGroups = null } = found;
        if (options.keep === undefined) return context.answer({ backbone, blocks, saturates, independentGroups }, () => profileText(found));
        const { keptPart } = await import('../../core/runs/use/profile.ts');
        const kept = keptPart(found, options.keep);
        const run = await trainKept(context, studio, dataset, found, options.keep, spec);
        const called = await runsCalled(studio);
        await context.answer({ backbone, blocks, saturates, independentGroups, run }, () => `${profileText(found)}\n${keptText(kept)}\nRun ${called(run)} is that network: graft export ${run} --format onnx`);
      }),
    );
  examples(profile, ['graft profile leaves', 'graft profile leaves --backbone resnet50.a1_in1k --json', 'graft profile leaves --keep stage3']);
}

export function registerAdvise(program: Command, context: Context): void {
  const advise = program
    .command('advise')
    .description('which freeze strategy suits a data set, by its size and by how well it fits what the backbone knows')
    .argument('<data set>', 'id, name or folder; an unknown folder is added')
    .option('--backbone <id>', 'pretrained network to start from (default: the one used last)')
    .action((text: string, options: Options) =>
      context.withStudio(async (studio) => {
        const { profile, dataset } = await profileOf(context, studio, text, options);
        const { adviseBy } = await import('../../core/runs/use/advise.ts');
        const advice = adviseBy(dataset, profile);
        const { strategy, size, similarity } = advice;
        const { distance, curve, stillRises } = profile;
        await context.answer({ strategy, size, similarity, why: adviceReason(advice), distance, curve, stillRises }, () => adviceText(advice));
      }),
    );
  examples(advise, ['graft advise leaves', 'graft advise leaves --backbone resnet50.a1_in1k --json']);
}

/** Where the disk takes nothing, what was found is told all the same, but for a run of it. */
async function profileOf(context: Context, studio: Studio, text: string, options: Options) {
  const work = (one: Studio) => profiledNow(context, one, text, options);
  if (options.keep !== undefined) return work(studio);
  const { result, notKept } = await evenUnkept(studio, work);
  if (notKept !== null) context.remark(unkeptScan(notKept));
  return result;
}

async function profiledNow(context: Context, studio: Studio, text: string, { backbone, keep }: Options) {
  const { profiled } = await import('../../core/runs/use/profile.ts');
  const { keptProfile } = await import('../../core/runs/use/kept-profile.ts');
  const { planHere } = await import('../../core/runs/lifecycle/plan-here.ts');
  const { endAfter } = await import('../../core/nets/end-after.ts');
  const { backboneMeant } = await import('../../core/references/backbone-meant.ts');
  const dataset = await datasetToTrainOn(context, studio.db, text);
  const spec: ProfileSpec = backbone === undefined ? {} : { backbone: backboneMeant(backbone) };
  const planned = await planHere(studio, dataset, profiled(spec));
  // A block that is none is refused before anything is computed.
  if (keep !== undefined) endAfter(planned.plan.net, keep);
  const called = await runsCalled(studio);
  const progress = context.progress('Looking into the network', '%');
  const onEvent = (event: FromEngine): void => {
    if (event.type === 'notice') context.remark(`Note: ${noticeText(event.notice, called)}`);
    if (event.type !== 'progress') return;
    // Features take most of the time, heads the rest.
    const share = event.done / Math.max(1, event.total);
    progress.update(Math.floor(event.activity === 'features' ? share * 80 : 80 + share * 20), 100);
  };
  try {
    const { profile, notKept } = await context.stoppable((signal) => keptProfile(studio, dataset, planned, onEvent, signal));
    progress.clear();
    if (notKept !== null) context.remark(`Note: what the network knows of it is not kept, so it is asked again the next time. ${notKept}`);
    return { profile, dataset, spec };
  } finally {
    progress.clear();
  }
}

async function trainKept(context: Context, studio: Studio, dataset: TrainingDataset, profile: DepthProfile, keep: string, spec: ProfileSpec): Promise<number> {
  const { keepSpec } = await import('../../core/runs/use/profile.ts');
  const { enqueue } = await import('../../core/runs/lifecycle/enqueue.ts');
  const { planHere } = await import('../../core/runs/lifecycle/plan-here.ts');
  const { trainInTurn } = await import('../../core/runs/lifecycle/train-in-turn.ts');
  const { fromWireError, StudioError } = await import('../../core/errors.ts');
  const asked = keepSpec(profile, keep, spec);
  const planned = await planHere(studio, dataset, asked);
  const progress = createTrainingProgress({ ...context, event: async () => undefined });
  const { id } = enqueue(studio, { dataset, planned, spec: asked });
  const called = await runsCalled(studio);
  try {
    const { status, error } = await context.stoppable((signal) =>
      trainInTurn(studio, id, {
        signal,
        onStarted: () => undefined,
        onWaiting: () => context.remark(`Run ${called(id)} waits for its turn.`),
        onFitted: () => undefined,
        onEvent: () => undefined,
        onProgress: progress.show,
      }),
    );
    if (status === 'done') return id;
    throw error ? fromWireError(error) : new StudioError('cancelled', `Run ${called(id)} was stopped`, { values: { kind: 'profile-stopped' }, hint: `"graft resume ${id}" goes on.` });
  } finally {
    progress.clear();
  }
}
