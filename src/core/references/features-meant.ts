import type { DataFolder } from '../data-folder.ts';
import { StudioError } from '../errors.ts';
import type { Database } from '../store/database.ts';
import { listBackbones } from '../weights/backbones.ts';
import { backboneMeant } from './backbone-meant.ts';
import { oneOf, type Meaning } from './one-of.ts';
import { runMeanings } from './run-meant.ts';
import { numberIn, outrightId } from './spelling.ts';

/** What gives features: the number of a run, or the id of a backbone. */
export type FeaturesMeant = number | { readonly backbone: string };

/**
 * What is meant by the number or name of a run, or the id of a backbone.
 * @throws StudioError `not-found`, `bad-usage` where the word means several things
 */
export async function featuresMeant(db: Database, folder: Pick<DataFolder, 'backbones'>, text: string): Promise<FeaturesMeant> {
  const runs = outrightId(text) === null ? runMeanings(db, text) : [];
  if (numberIn(text) !== null && runs.length === 0) {
    const hint = `"graft runs list" shows all; the backbone of that id is said id:${text}.`;
    throw new StudioError('not-found', `There is no run ${text}`, { field: 'backbone', hint });
  }
  if (runs.length === 0) return { backbone: backboneMeant(text) };
  const meanings: Meaning<FeaturesMeant>[] = [...runs];
  if (numberIn(text) === null && (await listBackbones(folder)).some(({ id }) => id === text)) {
    meanings.push({ thing: { backbone: text }, what: `the backbone ${text}`, say: `id:${text}` });
  }
  return oneOf(text, 'backbone', meanings)!;
}
