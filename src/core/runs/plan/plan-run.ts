import { someGrouped } from '../../evaluation/accuracy-interval.ts';
import { StudioError } from '../../errors.ts';
import { embeddedBackbone } from '../../nets/catalogue.ts';
import { cutIndex, isTrained } from '../../nets/plan/cut-point.ts';
import { planNet } from '../../nets/plan/net-plan.ts';
import type { NetPlan } from '../../nets/plan/net-plan.ts';
import { tensorTable } from '../../nets/plan/tensor-table.ts';
import { elementCount } from '../../tensor.ts';
import type { BackboneReference } from '../../weights/backbones.ts';
import type { DiskNeed, PlanNotice, SettingReason } from '../../../shared/contract/plan-view.ts';
import type { Precision } from '../../../shared/run-settings.ts';
import type { Phase, RunPlan, RunSpec } from '../../../shared/run-spec.ts';
import { askedFor, chooseFreeze, choosePhases, chooseUsual, createChooser, usualOfDrawn, usualRise, usualSettings } from './choose-settings.ts';
import type { Reason, Situation } from './choose-settings.ts';
import { chooseFit } from './choose-fit.ts';
import type { PictureShapes } from './choose-fit.ts';
import { chooseNet, refuseKeeping } from './choose-net.ts';
import { chooseSizes } from './choose-sizes.ts';
import { unusedOfSolver, withUnusedSteps } from './choose-solver.ts';
import { averageLags, balancing, blocksUnused, decayedByFrozen, decayReplaced, frozenThough, headAnew, mixing, risesToTheEnd, tooFewEpochs, tooFewSteps, unusedSettings, withDecayLeft } from './plan-notices.ts';
import { diskNeed } from './disk-need.ts';
import { cachedViews, countPictures, featureBytes } from './feature-bytes.ts';
import type { Machine } from './machine.ts';

/** A data set as a plan sees it. */
export interface DataToPlan extends PictureShapes {
  readonly name: string;
  readonly classes: readonly string[];
  readonly images: readonly { readonly label: number; readonly split: 'train' | 'val' | 'test'; readonly sha256: string; readonly group?: string | null }[];
  /** What of its folder training does not see. */
  readonly notices: readonly PlanNotice[];
}

export interface PlannedRun {
  readonly plan: RunPlan;
  readonly reasons: readonly Reason[];
  readonly notices: readonly PlanNotice[];
  /** Parameters (without running statistics) of stem, each stage and the head. */
  readonly parts: readonly { part: string; parameters: number; trained: number }[];
  /** Disk that the cached features take, if they fit. */
  readonly cacheBytes: number;
  readonly disk: DiskNeed;
  /** Null where the network starts drawn. */
  readonly backbone: BackboneReference | null;
}

/** What is named to people who train on the embedded one. */
const betterBackbone = 'resnet50.a1_in1k';

/** Trained and all parameters by stem, stage and head. */
function parameterParts(net: NetPlan, classes: number, phases: readonly Phase[]): PlannedRun['parts'] {
  const parts = new Map<string, { part: string; parameters: number; trained: number }>();
  for (const row of tensorTable(net, classes)) {
    if (row.role === 'running-mean' || row.role === 'running-var') continue;
    const part = row.part.split('.')[0]!;
    const entry = parts.get(part) ?? { part, parameters: 0, trained: 0 };
    const parameters = elementCount(row.shape);
    entry.parameters += parameters;
    if (isTrained(net, row.part, ...phases)) entry.trained += parameters;
    parts.set(part, entry);
  }
  return [...parts.values()];
}

function situationOf(dataset: DataToPlan, rest: Omit<Situation, 'smallestClass' | 'trainImages' | 'classes'>): Situation & { readonly counts: readonly number[] } {
  const counts = dataset.classes.map(
    (_, label) => dataset.images.filter((image) => image.label === label && image.split === 'train').length,
  );
  return { counts, smallestClass: Math.min(...counts), trainImages: counts.reduce((sum, count) => sum + count, 0), classes: counts.length, ...rest };
}

/** @throws StudioError `bad-usage` for float16 without a GPU, where it is no faster, only less precise */
function pickPrecision(spec: RunSpec, { gpu, auto }: Machine): { precision: Precision; reason: SettingReason } {
  if (spec.precision === 'float16' && !gpu) {
    throw new StudioError('bad-usage', '--precision is "float16", which needs a GPU, and there is none here', {
      field: 'precision',
      values: { kind: 'float16-needs-gpu' },
      hint: 'Use auto, float32 or bfloat16.',
    });
  }
  if (spec.precision && spec.precision !== 'auto') return { precision: spec.precision, reason: askedFor };
  if (auto) return { precision: auto.precision, reason: auto.reason };
  throw new StudioError('internal', 'Nobody has measured which precision is worth it on this machine');
}

/**
 * Decides every setting of a run and says why. Pure: the same arguments give the same plan.
 * @param machine what is known of where it will run; `machine.backbone` is the one that `spec` asks for, if it asks
 * @throws StudioError `bad-usage` | `not-found` (a network of that name) | `bad-data-set` (nothing to validate on)
 */
export function planRun(spec: RunSpec, dataset: DataToPlan, machine: Machine): PlannedRun {
  if (!dataset.images.some((image) => image.split === 'val')) {
    throw new StudioError('bad-data-set', `${dataset.name} has no validation pictures`, {
      values: { kind: 'no-validation-pictures', name: dataset.name },
      hint: 'Add pictures, or let "graft datasets add --val 0.2" set some apart.',
    });
  }
  const chooser = createChooser(spec);
  const { pick, reasons } = chooser;
  const { backbone, gpu } = machine;
  const { preprocessing, ...beginning } = chooseNet(chooser, spec, machine);
  const isDrawn = beginning.start.from === 'drawn';
  if (isDrawn) refuseKeeping(spec);
  const net = planNet(beginning.net);
  const rows = beginning.start.from === 'weights' ? beginning.start.rows : undefined;
  const situation = situationOf(dataset, { gpu, isDrawn, isLinear: beginning.net.head.kind === 'linear', features: net.classifier.inFeatures, keepsRows: rows !== undefined, keepsHead: rows?.every((row) => row !== null) ?? false, stageCount: beginning.net.stages.length });
  const freeze = chooseFreeze(chooser, situation);
  const optimizer = pick('optimizer', 'adamw', 'forgiving-rate');
  const unsized = choosePhases(chooser, spec, freeze, optimizer, situation);
  for (const { cut, end = cut } of unsized) for (const place of [cut, end]) cutIndex(net, place);
  const { precision, reason } = pickPrecision(spec, machine);
  reasons.push({ setting: 'precision', phase: null, value: precision, reason });
  const asked = pick('imageSize', preprocessing.imageSize, isDrawn ? 'of-network' : 'made-for-backbone');
  const { imageSize, phases, notices: ofSizes } = chooseSizes(asked, unsized);
  const plan: RunPlan = {
    ...beginning,
    freeze,
    phases,
    optimizer,
    ...chooseUsual(chooser, { ...(isDrawn ? usualOfDrawn(optimizer) : usualSettings), ...usualRise(spec.schedule) }),
    precision,
    preprocessing: { ...preprocessing, imageSize, ...chooseFit(chooser, dataset) },
    threads: pick('threads', machine.threads, 'all-of-this-machine'),
    cacheSizeBytes: pick('cacheSizeBytes', machine.usualCacheBytes, 'fifth-of-free-disk'),
    views: cachedViews,
  };
  const cacheBytes = featureBytes(net, plan, countPictures(dataset.images));
  const { counts, trainImages } = situation;
  const notices = [
    ...dataset.notices,
    ...unusedSettings(plan, net, spec),
    ...blocksUnused(plan, net, spec),
    ...decayReplaced(plan, spec),
    ...decayedByFrozen(plan, net),
    ...averageLags(plan, trainImages),
    ...ofSizes,
    ...unusedOfSolver(phases, spec),
    ...tooFewEpochs(phases, spec),
    ...tooFewSteps(plan, spec, trainImages),
    ...risesToTheEnd(plan, spec, trainImages),
    ...mixing(plan, trainImages),
    ...balancing(plan, counts),
    ...frozenThough(phases, backbone?.id ?? ''),
  ];
  if (plan.preprocessing.padColor) notices.push({ about: 'border-color', color: plan.preprocessing.padColor });
  const { earlier } = machine;
  if (earlier) {
    const { run, change, heldOutLearned } = earlier;
    notices.push({ about: 'goes-on-from', run, ...change, ...headAnew(plan) });
    if (heldOutLearned > 0) notices.push({ about: 'judges-were-learned', run, count: heldOutLearned, ...(someGrouped(dataset.images) && { inGroups: true }) });
  }
  if (backbone?.id === embeddedBackbone.id) notices.push({ about: 'backbone-is-small', better: betterBackbone });
  return {
    plan,
    // A rate that falls along a curve drops nowhere.
    reasons: withDecayLeft(withUnusedSteps(reasons, phases), plan).filter(({ setting }) => setting !== 'dropAt' || plan.schedule === 'step'),
    notices,
    parts: parameterParts(net, dataset.classes.length, phases),
    cacheBytes,
    disk: diskNeed(net, dataset, plan, backbone?.sha256 ?? null, machine),
    backbone,
  };
}
