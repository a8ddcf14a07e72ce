import type { BackboneCard } from '../../shared/contract/backbone-calls.ts';
import type { DatasetView } from '../../shared/contract/dataset-calls.ts';
import type { RunRow } from '../../shared/contract/run-calls.ts';
import { isWorrying } from '../stores/worrying.ts';

export const projectTabs = ['data', 'model', 'train', 'evaluate', 'use'] as const;
export type ProjectTab = (typeof projectTabs)[number];
export type TabState = 'empty' | 'ready' | 'running' | 'done' | 'attention';

export interface TabFacts {
  dataset: DatasetView | null;
  /** Of this data set. */
  runs: readonly RunRow[];
  /** The base model chosen for the next run; null where the program chooses. */
  backbone: BackboneCard | null;
}

/** What the dot on each tab says. A tab is never disabled: an empty one says on its page what is missing. */
export function tabStates(facts: TabFacts): Record<ProjectTab, TabState> {
  const { dataset, runs, backbone } = facts;
  const isTrainable = dataset !== null && dataset.classes.filter((each) => each.count > 0).length >= 2;
  const newest = runs[0];
  const hasModel = runs.some((run) => run.state === 'done');
  return {
    data: dataState(dataset, isTrainable),
    model: modelState(backbone, isTrainable, runs.length > 0),
    train: trainState(newest, runs, isTrainable),
    evaluate: hasModel ? 'done' : 'empty',
    use: hasModel ? 'ready' : 'empty',
  };
}

function dataState(dataset: DatasetView | null, isTrainable: boolean): TabState {
  if (!dataset || dataset.images === 0) return 'empty';
  if (!dataset.isPresent || !isTrainable) return 'attention';
  return dataset.findings.some(isWorrying) ? 'attention' : 'done';
}

function modelState(backbone: BackboneCard | null, isTrainable: boolean, wasUsed: boolean): TabState {
  if (backbone?.download?.state === 'running') return 'running';
  if (backbone && !backbone.onDisk) return 'attention';
  if (wasUsed || backbone) return 'done';
  return isTrainable ? 'ready' : 'empty';
}

function trainState(newest: RunRow | undefined, runs: readonly RunRow[], isTrainable: boolean): TabState {
  if (runs.some((run) => run.state === 'running' || run.state === 'queued')) return 'running';
  if (newest?.state === 'failed' || newest?.state === 'paused') return 'attention';
  if (runs.some((run) => run.state === 'done')) return 'done';
  return isTrainable ? 'ready' : 'empty';
}
