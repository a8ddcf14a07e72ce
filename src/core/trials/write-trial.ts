import { stat } from 'node:fs/promises';
import { extname, join, relative } from 'node:path';
import { locateEngine } from '../engine-host/locate.ts';
import { StudioError } from '../errors.ts';
import { sha256OfFile } from '../files/hash-file.ts';
import { ifReachable } from '../files/if-there.ts';
import { copyFileAtomically, writeFileAtomically } from '../files/write-file.ts';
import { programVersion } from '../runs/use/export.ts';
import type { TrialBundle, TrialImages } from '../../shared/trial-bundle.ts';
import type { TrainJob } from '../../shared/trainer-protocol.ts';
import { sha256OfText, trialFiles, writeTrialFile } from './trial-folder.ts';

/** What a trial is made of: a job without the places of this machine. */
export type TrialContent = Pick<TrainJob, 'plan' | 'backbone' | 'classes' | 'images'> & Pick<TrialBundle, 'asksTraining'>;

/** Two digits, then the sha256 and the file's ending, by which some readers of pictures know its kind. */
function objectName(file: string, sha256: string): string {
  const ending = extname(file).toLowerCase();
  return `${sha256.slice(0, 2)}/${sha256}${/^\.[a-z0-9]{1,8}$/.test(ending) ? ending : ''}`;
}

/**
 * Puts a file into the store under its content's name; what is there is not copied again.
 * @throws StudioError `bad-image` | `bad-weights` (`code`) where the file is another one by now
 */
async function putObject(store: string, file: string, sha256: string, code: 'bad-image' | 'bad-weights'): Promise<string> {
  const name = objectName(file, sha256);
  const target = join(store, name);
  if (await ifReachable(stat(target))) return name;
  const found = await sha256OfFile(file);
  if (found !== sha256) {
    throw new StudioError(code, `${file} is another file by now: its sha256 is ${found}, not ${sha256}`, {
      values: { kind: 'file-changed-meanwhile', file },
      hint: 'Scan the data set again, and begin the study anew.',
    });
  }
  await copyFileAtomically(file, target);
  return name;
}

/** Puts pictures and backbone into the store; gives the object of each by sha256. */
async function putObjects(store: string, { backbone, images }: TrialContent, known: Map<string, string>): Promise<Map<string, string>> {
  for (const { file, sha256 } of images) if (!known.has(sha256)) known.set(sha256, await putObject(store, file, sha256, 'bad-image'));
  if (backbone && !known.has(backbone.sha256)) known.set(backbone.sha256, await putObject(store, backbone.file, backbone.sha256, 'bad-weights'));
  return known;
}

/** Trials of one data set and fold have the same list. */
async function putList(store: string, images: TrialImages): Promise<TrialBundle['images']> {
  const text = `${JSON.stringify(images)}\n`;
  const sha256 = sha256OfText(text);
  const object = `${sha256.slice(0, 2)}/${sha256}.json`;
  if (!(await ifReachable(stat(join(store, object))))) await writeFileAtomically(join(store, object), (handle) => handle.writeFile(text));
  return { object, sha256 };
}

/**
 * Writes a trial's folder, its objects first.
 * @param known objects that are in the store, by sha256; those of this trial are added
 * @returns the sha256 of `trial.json`
 * @throws StudioError `out-of-disk`, `not-writable`; `bad-image`, `bad-weights` where a file is another one by now
 */
export async function writeTrial(folder: string, store: string, name: string, content: TrialContent, known: Map<string, string> = new Map()): Promise<string> {
  const objects = await putObjects(store, content, known);
  const { plan, backbone, classes, images, asksTraining = false } = content;
  const bundle: TrialBundle = {
    format: 'graft-trial',
    formatVersion: 1,
    program: { version: programVersion(), engine: locateEngine().version },
    name,
    store: relative(folder, store),
    plan,
    backbone: backbone && { id: backbone.id, licence: backbone.licence, sha256: backbone.sha256, object: objects.get(backbone.sha256)! },
    classes,
    images: await putList(store, images.map(({ id, sha256, label, split, group }) => ({ id, object: objects.get(sha256)!, sha256, label, split, ...(typeof group === 'string' && { group }) }))),
    ...(asksTraining && { asksTraining }),
  };
  await writeTrialFile(folder, trialFiles.bundle, bundle);
  return sha256OfText(`${JSON.stringify(bundle)}\n`);
}
