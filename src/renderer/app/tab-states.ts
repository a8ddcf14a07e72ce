import type { BackboneCard } from '../../shared/contract/backbone-calls.ts';
import type { DatasetView } from '../../shared/contract/dataset-calls.ts';
import type { RunRow } from '../../shared/contract/run-calls.ts';
import { filledClasses, isTrainable, labelledPictures } from '../stores/trainable.ts';
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

/** What the dot on a tab shows, and what it says: what is there or missing (`frame.tabSays`), counted. */
export interface TabNews {
  state: TabState;
  says: string;
  count: number;
}

/** What is not there yet, or goes on: said in words beside the dot where there is room. */
export const isMissing = ({ state }: TabNews): boolean => state === 'empty' || state === 'attention' || state === 'running';

/** A tab is never disabled: an empty one says what is missing, and its page offers it. */
export function tabNews(facts: TabFacts): Record<ProjectTab, TabNews> {
  const { dataset, runs, backbone } = facts;
  const canTrain = dataset !== null && isTrainable(dataset);
  const missing = dataset && !dataset.isPresent ? 'folderGone' : 'tooFewClasses';
  const models = runs.filter((run) => run.state === 'done').length;
  return {
    data: dataNews(dataset),
    model: modelNews(backbone, canTrain ? null : missing, runs.length > 0),
    train: trainNews(runs, canTrain ? null : missing),
    evaluate: models > 0 ? news('done', 'models', models) : news('empty', 'noModel'),
    use: models > 0 ? news('ready', 'models', models) : news('empty', 'noModel'),
  };
}

const news = (state: TabState, says: string, count = 1): TabNews => ({ state, says, count });

function dataNews(dataset: DatasetView | null): TabNews {
  if (!dataset || dataset.images === 0) return news('empty', 'noPictures');
  if (!dataset.isPresent) return news('attention', 'folderGone');
  if (filledClasses(dataset) < 2)
    return dataset.unlabelled > 0 ? news('attention', 'unlabelled', dataset.unlabelled) : news('attention', 'oneClass');
  const looks = dataset.findings.filter(isWorrying).length;
  return looks > 0 ? news('attention', 'looks', looks) : news('done', 'pictures', labelledPictures(dataset));
}

function modelNews(backbone: BackboneCard | null, missing: string | null, wasUsed: boolean): TabNews {
  if (backbone?.download?.state === 'running') return news('running', 'downloading');
  if (backbone && !backbone.onDisk) return news('attention', 'toDownload');
  if (wasUsed || backbone) return news('done', 'chosen');
  return missing === null ? news('ready', 'notChosen') : news('empty', missing);
}

function trainNews(runs: readonly RunRow[], missing: string | null): TabNews {
  const [newest] = runs;
  if (runs.some((run) => run.state === 'running' || run.state === 'queued')) return news('running', 'running');
  if (newest?.state === 'failed' || newest?.state === 'paused') return news('attention', newest.state);
  const done = runs.filter((run) => run.state === 'done').length;
  if (done > 0) return news('done', 'models', done);
  return missing === null ? news('ready', 'noModel') : news('empty', missing);
}
