import { existsSync } from 'node:fs';
import type { ProjectCard } from '../../../shared/contract/dataset-calls.ts';
import type { Database } from '../../store/database.ts';
import { allDatasets, type DatasetRow } from '../../store/datasets.ts';
import { bestRuns } from '../../store/best-runs.ts';
import { headlinesOf } from '../../store/headlines.ts';
import { cardFigures, cardThumbnails } from '../../store/project-figures.ts';
import { listRuns, type RunSummary } from '../../store/runs.ts';

/** Every data set as a card of the start screen, the one opened last first. */
export function projectCards(db: Database): ProjectCard[] {
  const runs = Map.groupBy(listRuns(db), (run) => run.datasetId);
  const best = bestRuns(db);
  const accuracies = headlinesOf(db, [...best.values()].map(({ run }) => run));
  const cards = allDatasets(db).map((dataset) => {
    const { run } = best.get(dataset.id) ?? {};
    const found = run === undefined ? null : { run, accuracy: accuracies.get(run)!.accuracy };
    return projectCard(db, dataset, runs.get(dataset.id) ?? [], found);
  });
  return cards.toSorted((a, b) => b.openedAtMs - a.openedAtMs);
}

function projectCard(db: Database, dataset: DatasetRow, runs: readonly RunSummary[], bestRun: ProjectCard['bestRun']): ProjectCard {
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
    bestRun,
    activeRuns: runs.filter((run) => ['queued', 'running', 'paused'].includes(run.state)).length,
    openedAtMs: openedAtMs ?? createdAtMs,
  };
}
