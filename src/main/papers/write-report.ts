import { imagesOfVersion } from '../../core/store/dataset-versions.ts';
import { getDataset } from '../../core/store/datasets.ts';
import { locateImage } from '../../core/datasets/files/image-location.ts';
import { StudioError } from '../../core/errors.ts';
import { createOutputFile } from '../../core/files/output-file.ts';
import { checkTargetFile } from '../../core/files/target.ts';
import type { Thumbnails } from '../../core/images/thumbnails.ts';
import type { Studio } from '../../core/open-studio.ts';
import type { Computer } from '../../core/runs/plan/recommended-backbones.ts';
import { papersOfRun } from '../../core/runs/use/papers-of-run.ts';
import type { RunPapers } from '../../core/runs/use/papers-of-run.ts';
import type { PaperLanguage } from '../../shared/paper-language.ts';
import { coveredAddresses } from './covered-pictures.ts';
import { reportWords } from './words/report-words.ts';
import { picturesWanted } from './page-pictures.ts';
import { runPage } from './run-page.ts';
import type { PageWish, RunPage } from './run-page.ts';

/** A report is at most so large, so that it goes by mail and opens at once. */
export const reportLimitBytes = 5_000_000;
/** No report is smaller. */
const leastBytes = 100_000;
/** What the rest of the page may still grow by when pictures are in it. */
const spareBytes = 50_000;
/** Longest side of its pictures, in pixels. */
const pictureSide = 160;
/** Classes that its matrix draws at most, the others are those with fewest mistakes; fewer where names are so long that the page would be too large. */
const matrixClasses = [40, 20, 10] as const;
/** Made at the same time. */
const atOnce = 8;

export interface ReportWish {
  readonly language: PaperLanguage;
  /** What a better base model must fit. */
  readonly computer: Computer;
  readonly thumbnails: Pick<Thumbnails, 'get'>;
  readonly replaces: boolean;
}
export interface WrittenReport {
  readonly out: string;
  readonly sizeBytes: number;
  readonly sections: RunPage['sections'];
  readonly leftOut: RunPage['leftOut'];
  /** Pictures in it, of those it has a place for. */
  readonly pictures: { readonly shown: number; readonly of: number };
}

/**
 * Writes the report of a run to a file, whose place is looked at first; in place of what is there only where `replaces` says so. Where a shortcut test was made its pictures are covered again, which asks the model (seconds).
 * @throws StudioError as `papersOfRun` and `createOutputFile`; `already-exists` where something came into being there that is not to be replaced
 */
export async function writeReport(studio: Studio, run: number, out: string, wish: ReportWish): Promise<WrittenReport> {
  const target = { field: 'out', kind: 'html', replaces: wish.replaces } as const;
  await checkTargetFile(out, { ...target, neededBytes: leastBytes });
  const papers = await papersOfRun(studio, run, wish.computer);
  const atMs = Date.now();
  const { mostClasses, leftBytes } = fittingClasses(papers, { language: wish.language, atMs });
  const covered = await coveredAddresses(studio, run, papers.shortcut, leftBytes);
  const wanted = picturesWanted(papers, mostClasses);
  const own = await embedded(studio, papers, wanted, leftBytes - covered.sizeBytes, wish.thumbnails);
  const [shown, all] = [own.size + covered.shown, new Set(wanted).size + covered.of];
  const note = shown < all ? reportWords[wish.language].paper.gone.pictures(shown, all) : null;
  const { html, sections, leftOut } = runPage(papers, { language: wish.language, atMs, note, mostClasses, coveredOf: covered.coveredOf, pictureOf: (image) => (image === null ? null : (own.get(image) ?? null)) });
  const file = await createOutputFile(out, target);
  try {
    await file.append(html);
    await file.commit();
  } finally {
    await file.discard();
  }
  return { out, sizeBytes: Buffer.byteLength(html), sections, leftOut, pictures: { shown, of: all } };
}

/** How many classes the matrix of a page may draw, and what it then leaves for pictures. */
export function fittingClasses(papers: RunPapers, wish: Pick<PageWish, 'language' | 'atMs'>): { mostClasses: number; leftBytes: number } {
  const left = (mostClasses: number): number => reportLimitBytes - spareBytes - Buffer.byteLength(runPage(papers, { ...wish, mostClasses, note: null, pictureOf: () => null, coveredOf: () => null }).html);
  for (const mostClasses of matrixClasses) {
    const leftBytes = left(mostClasses);
    if (leftBytes >= 0) return { mostClasses, leftBytes };
  }
  return { mostClasses: matrixClasses.at(-1)!, leftBytes: 0 };
}

/** Pictures as addresses that hold them, the first wanted first, until they take as much as they may. Those that are gone, or another now, are left out. */
async function embedded(studio: Studio, { run }: RunPapers, wanted: readonly number[], budgetBytes: number, thumbnails: ReportWish['thumbnails']): Promise<ReadonlyMap<number, string>> {
  const { datasetId, datasetVersionId } = run.stored;
  const dataset = getDataset(studio.db, datasetId);
  const places = new Map<number, number>();
  for (const id of wanted) places.set(id, (places.get(id) ?? 0) + 1);
  const stored = new Map(imagesOfVersion(studio.db, datasetVersionId).filter(({ id }) => places.has(id)).map((image) => [image.id, image]));
  const shown = new Map<number, string>();
  let left = budgetBytes;
  const rows = [...places].flatMap(([id, times]) => (stored.has(id) ? [{ id, times, image: stored.get(id)! }] : []));
  for (let at = 0; at < rows.length && left > 0; at += atOnce) {
    const batch = rows.slice(at, at + atOnce);
    const made = await Promise.all(batch.map(({ image: { path, sha256 } }) => thumbnails.get({ file: locateImage(studio.db, dataset, path), sha256 }, pictureSide).catch(noPicture)));
    for (const [i, bytes] of made.entries()) {
      if (bytes === null) continue;
      const address = `data:image/webp;base64,${bytes.toString('base64')}`;
      left -= address.length * batch[i]!.times;
      if (left < 0) break;
      shown.set(batch[i]!.id, address);
    }
  }
  return shown;
}

function noPicture(error: unknown): null {
  if (error instanceof StudioError && (error.code === 'not-found' || error.code === 'bad-image')) return null;
  throw error;
}
