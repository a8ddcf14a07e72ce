import { realpath, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NetSpec } from '../../shared/net-spec.ts';
import type { Preprocessing } from '../../shared/preprocessing.ts';
import type { Start } from '../../shared/run-spec.ts';
import type { DataFolder } from '../data-folder.ts';
import { StudioError } from '../errors.ts';
import { ifReachable } from '../files/if-there.ts';
import { catalogueNet, nameOf } from '../nets/named.ts';
import { catalogue } from '../nets/catalogue.ts';
import type { CatalogueRow } from '../nets/catalogue.ts';
import { gmac, parameterCount } from '../nets/figures.ts';
import { planNet } from '../nets/plan/net-plan.ts';
import { rememberedSha256 } from './remembered-sha256.ts';
import { findInHubCache } from './hub-cache.ts';
import { downloadFromHub } from './hub-download.ts';
import type { DownloadOptions } from './hub-download.ts';
import { hubSettings } from './hub-settings.ts';
import type { Environment } from './hub-settings.ts';
import { importedFolder, listImported, readImported, weightsName } from './imported-backbone.ts';
import type { ImportedBackbone } from './imported-backbone.ts';
import { inWeightsThread } from './weights-thread.ts';

type BackbonesFolder = Pick<DataFolder, 'backbones'>;

/** A backbone as lists and pages show it. */
export interface BackboneInfo extends Omit<CatalogueRow, 'architecture'> {
  /** Name of its network; null where an imported one has none. */
  readonly architecture: string | null;
  readonly net: NetSpec;
  readonly origin: 'embedded' | 'catalogue' | 'imported';
  /** Name of the file that was imported. */
  readonly importedFrom?: string;
  /** The weights on this machine, `null` when they must be downloaded first. */
  readonly file: string | null;
  readonly onDisk: boolean;
}

/** Which weights exactly, without reading them. */
export interface BackboneReference {
  readonly id: string;
  readonly architecture: string | null;
  readonly net: NetSpec;
  readonly preprocessing: Preprocessing;
  /** Of the weights file, taken from its bytes. */
  readonly sha256: string;
  readonly licence: string;
  /** What else is to be known of its licence hangs on it. */
  readonly origin: BackboneInfo['origin'];
  readonly importedFrom?: string | undefined;
  readonly file: string;
}

/** The only place that knows where the embedded backbone lies. */
const embeddedFile = fileURLToPath(new URL('../../../models/resnet18.graft_starter.safetensors', import.meta.url));

async function describeRow(row: CatalogueRow, environment: Environment): Promise<BackboneInfo> {
  const net = catalogueNet(row.architecture);
  if (row.hub === null) return { ...row, net, origin: 'embedded', file: embeddedFile, onDisk: true };
  const expected = { sha256: row.sha256, sizeBytes: row.sizeIsExact ? row.sizeBytes : null };
  const file = await findInHubCache(hubSettings(environment), row.hub, expected);
  return { ...row, net, origin: 'catalogue', file, onDisk: file !== null };
}

function describeImported({ backbones }: BackbonesFolder, imported: ImportedBackbone): BackboneInfo {
  const { format: _, source, importedAt: __, cardSha256: ___, ...stored } = imported;
  const { id, net, classes } = stored;
  const plan = planNet(net);
  return {
    ...stored,
    architecture: nameOf(net),
    origin: 'imported',
    importedFrom: source,
    hub: null,
    sizeIsExact: true,
    licenceNote: `Imported from ${source}; its licence is for you to know.`,
    accuracy: null,
    parameters: parameterCount(plan, classes ?? 0),
    gmac: Number(gmac(plan, 224, classes ?? 0).toFixed(3)),
    file: join(importedFolder(backbones, id), weightsName),
    onDisk: true,
  };
}

/** The embedded backbone, the catalogue and what was imported; nothing is hashed or read. Those whose card is damaged are told of beside. */
export async function backbonesAndDamage(
  folder: BackbonesFolder,
  environment: Environment = process.env,
): Promise<{ backbones: BackboneInfo[]; damaged: StudioError[] }> {
  const rows = await Promise.all([...catalogue.values()].map((row) => describeRow(row, environment)));
  const { imported, damaged } = await listImported(folder.backbones);
  return { backbones: [...rows, ...imported.map((one) => describeImported(folder, one))], damaged };
}

/** As {@link backbonesAndDamage}, for who asks for those that are whole. */
export const listBackbones = async (folder: BackbonesFolder, environment: Environment = process.env): Promise<BackboneInfo[]> =>
  (await backbonesAndDamage(folder, environment)).backbones;

/** What is wrong with imported backbones that cannot be listed. */
export const damagedBackbones = async ({ backbones }: BackbonesFolder): Promise<StudioError[]> =>
  (await listImported(backbones)).damaged;

/** @throws StudioError `not-found` for an id that nobody knows */
export async function backboneInfo(
  folder: BackbonesFolder,
  id: string,
  environment: Environment = process.env,
): Promise<BackboneInfo> {
  const row = catalogue.get(id);
  if (row) return describeRow(row, environment);
  const imported = await readImported(folder.backbones, id);
  if (imported) return describeImported(folder, imported);
  const related = [...catalogue.keys()].filter((key) => key.startsWith(`${id.split('.')[0]}.`));
  throw new StudioError('not-found', `There is no backbone "${id}".`, {
    values: { kind: 'backbone-unknown', backbone: id },
    field: 'backbone',
    hint: related.length > 0 ? `Did you mean ${related.join(' or ')}?` : '"graft backbones list" shows all of them.',
  });
}

/** What the file must hash to: the known sha256, else the name that the hub's cache gave its blob. */
async function expectedSha256({ sha256 }: BackboneInfo, file: string): Promise<string | null> {
  if (sha256 !== null) return sha256;
  const blob = basename(await realpath(file));
  return /^[0-9a-f]{64}$/.test(blob) ? blob : null;
}

const hints: Readonly<Record<BackboneInfo['origin'], (id: string) => string>> = {
  catalogue: (id) => `graft backbones download ${id} fetches it again.`,
  imported: (id) => `Delete its folder and import the file again: graft backbones import <file> --name ${id}.`,
  embedded: () => 'It came with the program: install Graft Studio again, or "git checkout models" in a checkout.',
};

async function verify(folder: BackbonesFolder, info: BackboneInfo, file: string): Promise<BackboneReference> {
  const stats = await ifReachable(stat(file));
  if (!stats?.isFile()) {
    const how = stats ? 'is no file' : 'is gone';
    throw new StudioError('bad-weights', `${file}, the weights of the backbone "${info.id}", ${how}.`, {
      values: { kind: info.origin === 'imported' ? 'backbone-imported-gone' : 'backbone-gone', file, ...(info.origin === 'catalogue' && { backbone: info.id }), name: info.id },
      hint: hints[info.origin](info.id),
    });
  }
  const expected = await expectedSha256(info, file);
  const sha256 = await rememberedSha256(folder.backbones, file, expected);
  if (expected !== null && sha256 !== expected) {
    throw new StudioError('bad-weights', `${file} is damaged or another file: its sha256 is ${sha256}, not ${expected}.`, {
      values: { kind: info.origin === 'imported' ? 'backbone-imported-damaged' : 'backbone-damaged', file, ...(info.origin === 'catalogue' && { backbone: info.id }), name: info.id },
      hint: hints[info.origin](info.id),
    });
  }
  const { id, architecture, net, preprocessing, licence, origin, importedFrom } = info;
  return { id, architecture, net, preprocessing, sha256, licence, origin, importedFrom, file };
}

/**
 * File and sha256 of a backbone on this machine; the hash is remembered, so that this costs little the second time.
 * @throws StudioError `not-found` when it is not on this machine, `bad-weights` when the file is not what it should be
 */
export async function backboneReference(
  folder: BackbonesFolder,
  id: string,
  environment: Environment = process.env,
): Promise<BackboneReference> {
  const info = await backboneInfo(folder, id, environment);
  if (info.file !== null) return verify(folder, info, info.file);
  throw new StudioError('not-found', `The weights of ${id} are not on this machine.`, {
    values: { kind: 'backbone-not-here', backbone: id },
    field: 'backbone',
    hint: `graft backbones download ${id}`,
  });
}

/**
 * The weights that a run starts from; null where it starts drawn.
 * @throws StudioError as `backboneReference`; `bad-weights` where the backbone of that id is another one now
 */
export async function startReference(folder: BackbonesFolder, start: Start): Promise<BackboneReference | null> {
  if (start.from === 'drawn') return null;
  const found = await backboneReference(folder, start.id);
  if (start.sha256 === null || start.sha256 === found.sha256) return found;
  throw new StudioError('bad-weights', `The backbone "${start.id}" is another one now: its sha256 is ${found.sha256}, and the run started from ${start.sha256}.`, {
    values: { kind: 'backbone-changed', name: start.id },
    hint: 'Import the weights that the run started from again, or train again with "graft train".',
  });
}

/**
 * Brings a backbone of the catalogue onto this machine; one that is there, whoever fetched it, is only verified.
 * @throws StudioError as `downloadFromHub`; `not-found`; `bad-weights` when what came is not of its network
 */
export async function downloadBackbone(
  folder: BackbonesFolder,
  id: string,
  options: DownloadOptions & { environment?: Environment } = {},
): Promise<BackboneReference & { readonly downloaded: boolean }> {
  const { environment = process.env, ...download } = options;
  const info = await backboneInfo(folder, id, environment);
  if (info.file !== null) {
    try {
      return { ...(await verify(folder, info, info.file)), downloaded: false };
    } catch (error) {
      if (info.hub === null || !(error instanceof StudioError && error.code === 'bad-weights')) throw error;
    }
  }
  if (info.hub === null) throw new StudioError('not-found', `${id} lies nowhere that it could be downloaded from.`, { values: { kind: 'backbone-nowhere', name: id } });
  const file = await downloadFromHub(hubSettings(environment), info.hub, info.sha256, download);
  await inWeightsThread({ kind: 'fit', file, shownAs: file, net: info.net });
  return { ...(await verify(folder, info, file)), downloaded: true };
}
