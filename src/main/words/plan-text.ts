import type { Estimate } from '../../core/runs/lifecycle/estimate.ts';
import { howMany } from '../../core/how-many.ts';
import type { CutFigures } from '../../shared/contract/backbone-calls.ts';
import type { PlannedRun } from '../../core/runs/plan/plan-run.ts';
import { faint, heading } from '../terminal/style.ts';
import { table } from '../terminal/table.ts';
import { bytes, duration, grouped } from '../terminal/units.ts';
import { settingName } from './setting-words.ts';
import { noticeText } from './notice-text.ts';
import type { RunsCalled } from './runs-called.ts';
import { reasonText } from './reason-text.ts';

function valueText(plan: PlannedRun['plan'], { setting, value }: PlannedRun['reasons'][number]): string {
  if (setting === 'cacheSizeBytes') return bytes(plan.cacheSizeBytes);
  const sizes = setting === 'imageSize' ? plan.phases.find((phase) => phase.sizes)?.sizes : undefined;
  return sizes ? `${value} (${sizes.map(({ imageSize, epochs }) => `${howMany(epochs, 'epoch', 'epochs')} at ${imageSize}`).join(', ')})` : value;
}

type Reasoned = Pick<PlannedRun, 'plan' | 'reasons'>;

const settingsTable = (planned: Reasoned): string =>
  table(['setting', 'value', 'why'], planned.reasons.map((row) => [settingName(row), valueText(planned.plan, row), faint(reasonText(row.reason))]));

/** The settings that a run which begins uses, with their reasons; those that a head solved at once has no use for in a line. */
export function settingsText({ plan, reasons }: Reasoned): string {
  const isUnused = ({ reason }: Reasoned['reasons'][number]): boolean => reason.because === 'solved-at-once';
  const unused = reasons.filter(isUnused);
  const used = settingsTable({ plan, reasons: reasons.filter((row) => !isUnused(row)) });
  return unused.length === 0 ? used : `${used}\n${faint(`Not used, since the head is solved at once: ${unused.map((row) => settingName(row)).join(', ')}.`)}`;
}

/** What `--dry-run` prints. */
export function planText(planned: PlannedRun, estimate: Estimate, cuts: readonly CutFigures[], called: RunsCalled): string {
  const { plan, parts, cacheBytes, disk, notices } = planned;
  const right = (title: string) => ({ title, align: 'right' }) as const;
  const total = (pick: (part: PlannedRun['parts'][number]) => number): number =>
    parts.reduce((sum, part) => sum + pick(part), 0);
  const rows = [
    ...parts.map(({ part, parameters, trained }) => [part, grouped(trained), grouped(parameters - trained)]),
    [
      'all',
      grouped(total(({ trained }) => trained)),
      grouped(total(({ parameters, trained }) => parameters - trained)),
    ],
  ];
  const isTooMuch = cacheBytes > plan.cacheSizeBytes;
  const perEpoch = plan.phases.map(({ name }, i) => `${name} ${duration(estimate.secondsPerEpoch[i]!)}`).join(', ');
  return [
    settingsTable(planned),
    '',
    heading('Parameters'),
    table(['part', right('trained'), right('frozen')], rows),
    '',
    heading('Trained from each place on'),
    table(['cut point', right('trained'), right('cached features'), right('memory, about')], placeRows(cuts)),
    '',
    `Cached features: ${bytes(cacheBytes)} on disk${isTooMuch ? ', more than the cache may take: computed each epoch' : ''}`,
    `Disk: ${bytes(disk.neededBytes)} needed (${bytes(disk.runFileBytes)} for checkpoints, model and answers, ${bytes(disk.newFeatureBytes)} for features), ${bytes(disk.freeBytes)} free${disk.runFileBytes > disk.freeBytes ? ': too little, the run would be refused' : ''}`,
    `Estimated time: ${duration(estimate.minutes * 60)} (an epoch: ${perEpoch})`,
    `Estimated memory: ${bytes(estimate.peakMemoryBytes)}`,
    ...notices.map((notice) => `Note: ${noticeText(notice, called)}`),
    'Nothing was trained (--dry-run).',
  ].join('\n');
}

/** A row a stage; memory by a formula. */
const placeRows = (cuts: readonly CutFigures[]): string[][] =>
  cuts
    .filter(({ cut }) => !cut.includes('.'))
    .map(({ cut, trainableParameters, cacheBytes, memoryBytes }) => [cut, grouped(trainableParameters), bytes(cacheBytes), bytes(memoryBytes)]);
