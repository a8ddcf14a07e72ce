import type { TrainingDataset } from '../../datasets/scanning/dataset-for-training.ts';
import { StudioError, toWireError } from '../../errors.ts';
import { independentGroups, togetherOf } from '../../evaluation/accuracy-interval.ts';
import { shareRight } from '../../evaluation/share-right.ts';
import type { EventHub } from '../../events/event-hub.ts';
import { blocksOf } from '../../nets/end-after.ts';
import type { Studio } from '../../open-studio.ts';
import { intervalDraws } from '../../training/seeded-random.ts';
import type { ProfileView } from '../../../shared/contract/profile-calls.ts';
import type { FromEngine } from '../../../shared/trainer-protocol.ts';
import type { PlannedRun } from '../plan/plan-run.ts';
import { adviseBy } from './advise.ts';
import { keptProfile, knownProfile, measuredBy } from './kept-profile.ts';
import { keepableParts, type DepthProfile } from './profile.ts';

/** Profiles that windows begin, and watch as they fill. */
export interface ToldProfiles {
  /** All of it; null where nobody looked. */
  found(dataset: TrainingDataset, planned: PlannedRun): DepthProfile | null;
  /** As far as it is known. */
  of(dataset: TrainingDataset, planned: PlannedRun): ProfileView;
  /** Begins where nothing is known and nothing goes on; one at a time: another that goes on ends. */
  start(dataset: TrainingDataset, planned: PlannedRun): ProfileView;
  /** Ends one that goes on; what it found by then is forgotten. */
  stop(profile: string): void;
  close(): Promise<void>;
}

interface Going {
  readonly controller: AbortController;
  view: ProfileView;
  ended: Promise<void>;
}

/** Features take most of the time, heads the rest. */
const featureShare = 0.8;

export function createToldProfiles(studio: Studio, { publish }: Pick<EventHub, 'publish'>): ToldProfiles {
  const going = new Map<string, Going>();
  /** Of profiles that found nothing; forgotten when they are begun again. */
  const failed = new Map<string, ProfileView['error']>();
  /** What the disk did not take: known until the program ends. */
  const unkept = new Map<string, DepthProfile>();
  const nameOf = (dataset: TrainingDataset, planned: PlannedRun) => `${dataset.version.id}:${measuredBy(dataset, planned)}`;

  const found = (dataset: TrainingDataset, planned: PlannedRun): DepthProfile | null => knownProfile(studio, dataset, planned) ?? unkept.get(nameOf(dataset, planned)) ?? null;

  function of(dataset: TrainingDataset, planned: PlannedRun): ProfileView {
    const profile = nameOf(dataset, planned);
    const running = going.get(profile);
    if (running) return running.view;
    const known = found(dataset, planned);
    const none = { profile, state: 'none', fraction: 0, blocks: [], saturates: null, judged: null, kept: [], advice: null, error: failed.get(profile) ?? null } as const;
    if (!known) return { ...none, blocks: [], kept: [] };
    const { blocks, saturates, judged, independentGroups: groups = null } = known;
    return { ...none, state: 'done', fraction: 1, blocks: [...blocks], saturates, judged, independentGroups: groups, kept: keepableParts(known), advice: adviseBy(dataset, known), error: null };
  }

  function tell(one: Going, more: Partial<ProfileView>): void {
    one.view = { ...one.view, ...more };
    publish({ type: 'profile', profile: one.view });
  }

  function hear(one: Going, event: FromEngine, places: number, validation: TrainingDataset['images']): void {
    if (event.type === 'progress' && event.activity === 'features') tell(one, { fraction: (featureShare * event.done) / Math.max(1, event.total) });
    if (event.type !== 'profiled') return;
    const { after, dimensions, right, millisecondsPerImage } = event.block;
    const blocks = [...one.view.blocks, { after, dimensions, ...shareOf(right, validation), millisecondsPerImage }];
    tell(one, { blocks, fraction: featureShare + ((1 - featureShare) * blocks.length) / places });
  }

  async function go(one: Going, dataset: TrainingDataset, planned: PlannedRun): Promise<void> {
    const { profile } = one.view;
    const places = blocksOf(planned.plan.net).length + 1;
    const validation = dataset.images.filter(({ split }) => split === 'val');
    try {
      const { profile: whole, notKept } = await keptProfile(studio, dataset, planned, (event) => hear(one, event, places, validation), one.controller.signal);
      if (notKept !== null) unkept.set(profile, whole);
    } catch (error) {
      const isStopped = error instanceof StudioError && error.code === 'cancelled';
      if (!isStopped) failed.set(profile, toWireError(error));
    } finally {
      going.delete(profile);
    }
    publish({ type: 'profile', profile: of(dataset, planned) });
  }

  return {
    found,
    of,
    start(dataset, planned) {
      const view = of(dataset, planned);
      if (view.state !== 'none') return view;
      failed.delete(view.profile);
      for (const { controller } of going.values()) controller.abort();
      const one: Going = { controller: new AbortController(), view: { ...view, state: 'running', error: null }, ended: Promise.resolve() };
      going.set(view.profile, one);
      one.ended = go(one, dataset, planned);
      return one.view;
    },
    stop: (profile) => going.get(profile)?.controller.abort(),
    async close() {
      const all = [...going.values()];
      for (const { controller } of all) controller.abort();
      await Promise.all(all.map(({ ended }) => ended));
    },
  };
}

/** Of a block that is told before all are: which pictures could not be read is not known yet, so that where some belong together and some are missing there is no interval. */
function shareOf(right: readonly boolean[], validation: TrainingDataset['images']): ReturnType<typeof shareRight> {
  const together = togetherOf(validation, intervalDraws);
  if (right.length === validation.length) return shareRight(right, together);
  const alone = shareRight(right, null);
  return independentGroups(together) === null ? alone : { ...alone, low: null, high: null };
}
