import { existsSync } from 'node:fs';
import path from 'node:path';
import type { DataFolder } from '../data-folder.ts';
import { StudioError } from '../errors.ts';
import type { Database } from '../store/database.ts';
import { listBackbones } from '../weights/backbones.ts';
import { oneOf, type Meaning } from './one-of.ts';
import { runMeanings } from './run-meant.ts';
import { isPath, numberIn, outrightId } from './spelling.ts';

/** What gives features: the number of a run, or the id of a backbone. */
export type FeaturesMeant = number | { readonly backbone: string };

/**
 * The id of the backbone that is meant by `x` or `id:x`, known or not: who needs it says what is not there. A file that lies here
 * is never a backbone.
 * @throws StudioError `bad-usage` where only a file can be meant
 */
export function backboneMeant(text: string, cwd = process.cwd()): string {
  const id = outrightId(text) ?? text;
  if (!isPath(text) && !(/[/\\]/.test(text) && existsSync(path.resolve(cwd, text)))) return id;
  throw new StudioError('bad-usage', `"${text}" is a path, and a backbone has an id`, {
    field: 'backbone',
    hint: `Take the weights in first: graft backbones import ${text} --arch <name>; \`graft backbones list\` shows all.`,
  });
}

/**
 * What is meant by the number or name of a run, or the id of a backbone.
 * @throws StudioError `not-found`, `bad-usage` where the word means several things
 */
export async function featuresMeant(db: Database, folder: Pick<DataFolder, 'backbones'>, text: string): Promise<FeaturesMeant> {
  const runs = outrightId(text) === null ? runMeanings(db, text) : [];
  if (numberIn(text) !== null && runs.length === 0) {
    const hint = `\`graft runs list\` shows all; the backbone of that id is said id:${text}.`;
    throw new StudioError('not-found', `There is no run ${text}`, { field: 'backbone', hint });
  }
  if (runs.length === 0) return { backbone: backboneMeant(text) };
  const meanings: Meaning<FeaturesMeant>[] = [...runs];
  if (numberIn(text) === null && (await listBackbones(folder)).some(({ id }) => id === text)) {
    meanings.push({ thing: { backbone: text }, what: `the backbone ${text}`, say: `id:${text}` });
  }
  return oneOf(text, 'backbone', meanings)!;
}
