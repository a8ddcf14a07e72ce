import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { NetSpec } from '../../shared/net-spec.ts';
import { preprocessingSchema } from '../../shared/preprocessing.ts';
import type { Preprocessing } from '../../shared/preprocessing.ts';
import type { DataFolder } from '../data-folder.ts';
import { StudioError } from '../errors.ts';
import { syncFolder } from '../files/durable.ts';
import { sha256OfFile } from '../files/hash-file.ts';
import { sealedJson } from '../files/sealed-json.ts';
import { ownedName } from '../files/owned-name.ts';
import { sweepOnce } from '../files/sweep.ts';
import { checkSpace } from '../files/target.ts';
import { writeFileAtomically } from '../files/write-file.ts';
import { namedWriteError } from '../files/write-error.ts';
import { catalogue } from '../nets/catalogue.ts';
import { nameOf } from '../nets/named.ts';
import { usualPreprocessing } from '../nets/usual-preprocessing.ts';
import { backboneIdPattern, cardName, cardSeal, importedFolder, weightsName } from './imported-backbone.ts';
import type { ImportedBackbone } from './imported-backbone.ts';
import { withWeightsFile } from './weights-handle.ts';
import type { Converted } from './weights-job.ts';
import { inWeightsThread } from './weights-thread.ts';

export interface ImportOptions {
  readonly net: NetSpec;
  /** What stands before the names of the copy to take, where the file holds the network more than once. */
  readonly prefix?: string | undefined;
  /** The backbone's id; the file's name without its ending when absent. */
  readonly name?: string | undefined;
  /** What the user calls the file, where it lies under another name. */
  readonly originalName?: string | undefined;
  /** What differs from the network's usual preprocessing. */
  readonly preprocessing?: Partial<Omit<Preprocessing, 'channels'>> | undefined;
  readonly licence?: string | undefined;
}

/** What became of an import, as `backbones import --json` says it; `loaded` counts the classifier's tensors too. */
export interface ImportResult extends Converted {
  readonly id: string;
  /** Name of its network; null where it has none. */
  readonly arch: string | null;
  readonly preprocessing: Preprocessing;
  readonly file: string;
}

function checkedPreprocessing(net: NetSpec, changes: ImportOptions['preprocessing']): Preprocessing {
  const given = Object.fromEntries(Object.entries(changes ?? {}).filter(([, value]) => value !== undefined));
  const parsed = preprocessingSchema.safeParse({ ...usualPreprocessing(net), ...given });
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0]!;
  const field = String(path[0] ?? 'preprocessing');
  throw new StudioError('bad-usage', `${path.join('.')}: ${message}.`, {
    values: { kind: 'preprocessing-unread', field: path.join('.') },
    field,
    hint: 'See graft backbones import --help for the ranges.',
  });
}

async function freeId(backbones: string, file: string, name: string | undefined): Promise<string> {
  const id = name ?? basename(file).replace(/(?:\.pth)?\.[^.]*$/, '').replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[^A-Za-z0-9]+/, '');
  if (!backboneIdPattern.test(id)) {
    throw new StudioError('bad-usage', `"${id}" cannot name a backbone.`, {
      values: { kind: 'backbone-name', name: id },
      field: 'name',
      hint: 'Use up to 100 letters, digits, dots, dashes and underscores, a letter or digit first (--name).',
    });
  }
  if (/^\d+$/.test(id)) {
    throw new StudioError('bad-usage', `"${id}" cannot name a backbone: it is a number, as runs have.`, {
      values: { kind: 'name-is-number', name: id },
      field: 'name',
      hint: 'Give a --name with a letter in it.',
    });
  }
  const taken = catalogue.has(id) || (await stat(importedFolder(backbones, id)).catch(() => null)) !== null;
  if (taken) {
    const where = catalogue.has(id) ? 'in the catalogue' : `in ${importedFolder(backbones, id)}`;
    throw new StudioError('already-exists', `There is a backbone "${id}" already, ${where}.`, {
      values: { kind: 'backbone-there', name: id },
      field: 'name',
      hint: 'Give another --name, or delete that folder.',
    });
  }
  return id;
}

/**
 * Takes a weights file into `<data>/backbones/<id>/` after checking that it holds every tensor of the network,
 * under torchvision's or timm's names, in finite numbers. The folder appears whole or not at all.
 * @throws StudioError `bad-weights` naming the tensor, `not-found`, `bad-usage`, `already-exists`, `out-of-disk`
 */
export async function importBackbone(
  { backbones }: Pick<DataFolder, 'backbones'>,
  file: string,
  options: ImportOptions,
): Promise<ImportResult> {
  // A head is learned anew by every run.
  const net: NetSpec = { ...options.net, head: { kind: 'linear' } };
  const preprocessing = checkedPreprocessing(net, options.preprocessing);
  const original = options.originalName ?? file;
  const source = { file, shownAs: original, net };
  const id = await freeId(backbones, original, options.name).catch(async (error: unknown) => {
    // What is wrong with the file matters more than what it is called.
    await inWeightsThread({ kind: 'fit', ...source });
    throw error;
  });

  const workFolder = join(backbones, ownedName('partial'));
  const copy = join(workFolder, weightsName);
  try {
    await mkdir(backbones, { recursive: true });
    sweepOnce(backbones);
    await checkSpace(backbones, await withWeightsFile(file, async (handle) => (await handle.stat()).size), 'Free some space (graft cache clear, graft runs delete) and try again.');
    await mkdir(workFolder);
    const found = await inWeightsThread({ kind: 'convert', ...source, prefix: options.prefix, target: copy });
    const card: ImportedBackbone = {
      format: 2,
      id,
      net,
      preprocessing,
      classes: found.classes,
      sha256: await sha256OfFile(copy),
      sizeBytes: (await stat(copy)).size,
      licence: options.licence ?? 'unknown',
      source: basename(original),
      importedAt: new Date().toISOString(),
    };
    const cardText = sealedJson(card, cardSeal);
    await writeFileAtomically(join(workFolder, cardName), (handle) => handle.writeFile(cardText));
    await rename(workFolder, importedFolder(backbones, id));
    await syncFolder(backbones);
    const placed = join(importedFolder(backbones, id), weightsName);
    return { ...found, id, arch: nameOf(net), preprocessing, file: placed };
  } catch (error) {
    throw namedWriteError(error, importedFolder(backbones, id));
  } finally {
    await rm(workFolder, { recursive: true, force: true });
  }
}
