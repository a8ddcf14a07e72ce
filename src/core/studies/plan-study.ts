import { partOfDataset } from '../datasets/scanning/dataset-for-training.ts';
import type { TrainingDataset } from '../datasets/scanning/dataset-for-training.ts';
import { StudioError, toWireError } from '../errors.ts';
import type { Studio } from '../open-studio.ts';
import { estimateRun } from '../runs/lifecycle/estimate-run.ts';
import { planHere } from '../runs/lifecycle/plan-here.ts';
import type { PlannedRun } from '../runs/plan/plan-run.ts';
import { usualBackbone } from '../runs/results/usual-backbone.ts';
import type { PlanNotice } from '../../shared/contract/plan-view.ts';
import type { RunSpec } from '../../shared/run-spec.ts';
import type { StudySpec } from '../../shared/study-spec.ts';
import { expandStudy } from './expand-study.ts';
import type { Trial } from './expand-study.ts';
import { findTwin } from './find-twin.ts';
import { stepsWithin, trialCosts } from './study-budget.ts';

/** A trial as it would be run. */
export interface PlannedTrial extends Trial {
  readonly planned: PlannedRun;
  /** A run that is taken over instead. */
  readonly twin: number | undefined;
}

export interface PlannedStudy {
  /** With what was left to the program and must not differ between trials. */
  readonly spec: StudySpec;
  readonly trials: readonly PlannedTrial[];
  /** Of each trial's last phase, where a time budget decided and something takes steps. */
  readonly steps: number | null;
}

/**
 * Every trial with its plan, so that what cannot be done is said before anything is. With a time budget every row is measured first.
 * @param onMeasuring told before each row is measured
 * @throws StudioError as `expandStudy` and `planRun`, naming the cell
 */
export async function planStudy(studio: Studio, dataset: TrainingDataset, asked: StudySpec, onMeasuring: (done: number, total: number) => void = () => undefined): Promise<PlannedStudy> {
  const spec = { ...asked, base: await settledBase(studio, dataset, asked) };
  const planned: PlannedTrial[] = [];
  for (const trial of expandStudy(spec, dataset.version.groupSource !== null)) planned.push(await planTrial(studio, dataset, trial));
  if (spec.budget === null) return { spec, trials: planned, steps: null };
  const costs = await trialCosts(dataset, planned, (part, run) => estimateRun(studio, part, run), onMeasuring);
  const { steps, epochs } = stepsWithin(costs, spec.budget.seconds);
  const trials: PlannedTrial[] = [];
  for (const [i, { planned: before, twin, ...trial }] of planned.entries()) {
    const fitting = epochs[i];
    trials.push(fitting === null ? { ...trial, planned: before, twin } : await planTrial(studio, dataset, { ...trial, spec: { ...trial.spec, epochs: fitting! } }));
  }
  return { spec, trials, steps };
}

/**
 * What is worth knowing of a study before it begins, each once with the rows of the table that it is true of. Repeats differ in seeds and in which
 * pictures they see: the first speaks for them.
 */
export function studyNotices(trials: readonly Pick<PlannedTrial, 'row' | 'repeat' | 'planned'>[]): { notice: PlanNotice; rows: number[] }[] {
  const told = new Map<string, { notice: PlanNotice; rows: number[] }>();
  for (const { row, planned } of trials.filter(({ repeat }) => repeat === 0)) {
    for (const notice of planned.notices) {
      const key = JSON.stringify(notice);
      told.set(key, { notice, rows: [...(told.get(key)?.rows ?? []), row] });
    }
  }
  return [...told.values()];
}

/** What a trial of a study runs as, now. @throws StudioError as `planRun`, naming the cell */
export async function planTrial(studio: Studio, dataset: TrainingDataset, trial: Trial): Promise<PlannedTrial> {
  try {
    const planned = await planHere(studio, partOfDataset(dataset, trial.part), trial.spec);
    return { ...trial, planned, twin: findTwin(studio, dataset.version.id, trial.part, planned.plan) };
  } catch (error) {
    if (!(error instanceof StudioError) || Object.keys(trial.cell).length === 0) throw error;
    const { code, message, ...wire } = toWireError(error);
    const details = { ...wire, cause: error };
    throw new StudioError(code, `${JSON.stringify(trial.cell)}: ${message}`, details);
  }
}

/** What a program would choose anew for each trial, chosen once: the backbone used last, and how deep the pictures are enough for. */
async function settledBase(studio: Studio, dataset: TrainingDataset, { base, vary, repeats }: StudySpec): Promise<RunSpec> {
  const varies = (...fields: string[]): boolean => vary.some(({ field }) => fields.includes(field));
  const isOpen = base.backbone === undefined && base.net === undefined && !varies('backbone', 'net');
  const settled = isOpen ? { ...base, backbone: (await usualBackbone(studio)).id } : base;
  const seesParts = varies('trainShare') || 'folds' in repeats;
  if (!seesParts || settled.freeze !== undefined || varies('freeze', 'net', 'backbone')) return settled;
  return { ...settled, freeze: (await planHere(studio, dataset, settled)).plan.freeze };
}

/** Whether a study's finished runs must say what they make of the pictures they learned from: repeats tell by themselves what one run can only tell picture by picture. */
export const asksTraining = ({ claims, repeats }: StudySpec): boolean => 'seeds' in repeats && repeats.seeds === 1 && claims.some(({ of }) => of === 'trainAccuracy');
