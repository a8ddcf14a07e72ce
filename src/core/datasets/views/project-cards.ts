import { existsSync } from 'node:fs';
import type { ProjectCard } from '../../../shared/contract/dataset-calls.ts';
import type { Database } from '../../store/database.ts';
import { allDatasets, type DatasetRow } from '../../store/datasets.ts';
import { headlinesOf } from '../../store/headlines.ts';
import { cardFigures, cardThumbnails } from '../../store/project-figures.ts';
import { listRuns, type RunSummary } from '../../store/runs.ts';

/** Every data set as a card of the start screen, the one opened last first. */
export function projectCards(db: Database): ProjectCard[] {
  const runs = Map.groupBy(listRuns(db), (run) => run.datasetId);
  const cards = allDatasets(db).map((dataset) => projectCard(db, dataset, runs.get(dataset.id) ?? []));
  return cards.toSorted((a, b) => b.openedAtMs - a.openedAtMs);
}

function projectCard(db: Database, dataset: DatasetRow, runs: readonly RunSummary[]): ProjectCard {
  const { id, name, root, openedAtMs, createdAtMs } = dataset;
  const figures = cardFigures(db, id);
  return {
    id,
    name,
    root,
    isPresent: existsSync(root),
    version: figures.version?.number ?? null,
    images: figures.images,
    classes: figures.classes,
    thumbnails: cardThumbnails(db, id, figures.version?.id ?? null),
    lastRun: lastRun(db, runs),
    activeRuns: runs.filter((run) => ['queued', 'running', 'paused'].includes(run.state)).length,
    openedAtMs: openedAtMs ?? createdAtMs,
  };
}

function lastRun(db: Database, runs: readonly RunSummary[]): ProjectCard['lastRun'] {
  const done = runs.filter((run) => run.state === 'done' && run.finishedAtMs !== null);
  const newest = done.toSorted((a, b) => b.finishedAtMs! - a.finishedAtMs!)[0];
  const accuracy = newest && headlinesOf(db, [newest.id]).get(newest.id)?.accuracy;
  return newest && accuracy !== undefined ? { run: newest.id, accuracy, finishedAtMs: newest.finishedAtMs! } : null;
}
