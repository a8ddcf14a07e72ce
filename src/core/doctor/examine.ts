import { freemem, totalmem } from 'node:os';
import path from 'node:path';
import type { WireError } from '../../shared/errors.ts';
import type { CheckResult } from '../../shared/check-job.ts';
import { dataFolder, type DataFolder } from '../data-folder.ts';
import { cacheRoot, locateEngine } from '../engine-host/locate.ts';
import { nvidiaGpus } from '../engine-host/nvidia-gpus.ts';
import { freeDiskBytes } from '../files/free-disk.ts';
import { toWireError } from '../errors.ts';
import { checkEngine } from '../runs/executors/check-engine.ts';
import { choosePrecision, type PrecisionChoice } from '../runs/executors/precision.ts';
import { catalogue } from '../nets/catalogue.ts';
import { damagedBackbones } from '../weights/backbones.ts';
import { hubSettings } from '../weights/hub-settings.ts';
import { lookAtDatabase, type DatabaseState } from './database.ts';
import { existingFolder, folderSizeBytes } from '../files/folder-size.ts';
import { describeProcessor, type Processor } from './processor.ts';
import { verifyEngine } from './verify-engine.ts';

type EngineFiles = 'verified' | 'not-recorded' | 'damaged';

/** Every piece the program stands on. What does not work is null here and named in `problems`. */
export interface Diagnosis {
  graft: string;
  node: { version: string; file: string };
  system: { platform: string; architecture: string };
  processor: Processor;
  /** `files`: whether they are as they were when the engine was made; `not-recorded` where an older set-up made it. */
  engine: { version: string; folder: string; tensorflow: string; sizeBytes: number; files: EngineFiles } | null;
  /** `used` tells whether TensorFlow computes on it. */
  devices: { kind: 'cpu' | 'gpu'; name: string; used: boolean }[];
  precision: PrecisionChoice | null;
  memory: { totalBytes: number; freeBytes: number };
  /** Free bytes on the disks of the data and the cache folder. */
  disk: { dataFreeBytes: number | null; cacheFreeBytes: number | null };
  dataFolder: string;
  caches: { name: string; folder: string; sizeBytes: number }[];
  database: DatabaseState | null;
  problems: WireError[];
}

/** Looks at everything and changes nothing, except that a first measurement of the precisions is kept. Takes seconds. */
export async function examine(graftVersion: string, dataDir?: string): Promise<Diagnosis> {
  const problems: WireError[] = [];
  /** One broken piece must not hide the others. */
  const attempt = async <T>(look: () => T | Promise<T>): Promise<T | null> => {
    try {
      return await look();
    } catch (error) {
      const problem = toWireError(error);
      if (!problems.some(({ message }) => message === problem.message)) problems.push(problem);
      return null;
    }
  };
  const folder = dataFolder(dataDir);
  const processor = (await attempt(describeProcessor)) ?? { model: 'unknown', threads: 1, instructionSets: [] };
  // First, because an engine with a damaged library may still load and compute something else.
  const files = await attempt(() => verifyEngine(locateEngine()));
  const check = await attempt(() => checkEngine());
  const precision = check && (await attempt(() => choosePrecision()));
  const database = await attempt(() => lookAtDatabase(folder));
  if (database?.problem) problems.push(database.problem);
  for (const damaged of (await attempt(() => damagedBackbones(folder))) ?? []) problems.push(toWireError(damaged));
  return {
    graft: graftVersion,
    node: { version: process.versions.node, file: process.execPath },
    system: { platform: process.platform, architecture: process.arch },
    processor,
    engine: check && (await attempt(() => engineOf(check, files ?? 'damaged'))),
    devices: (await attempt(() => devicesOf(processor, check))) ?? [],
    precision,
    memory: { totalBytes: totalmem(), freeBytes: freemem() },
    disk: {
      dataFreeBytes: await attempt(() => freeDiskBytes(existingFolder(folder.root))),
      cacheFreeBytes: await attempt(() => freeDiskBytes(existingFolder(cacheRoot()))),
    },
    dataFolder: folder.root,
    caches: (await attempt(() => cachesOf(folder))) ?? [],
    database: database?.state ?? null,
    problems,
  };
}

async function engineOf({ tensorflow }: CheckResult, files: EngineFiles): Promise<Diagnosis['engine']> {
  const { version, folder } = locateEngine();
  return { version, folder, tensorflow, sizeBytes: await folderSizeBytes(folder), files };
}

function devicesOf({ model, threads }: Processor, check: CheckResult | null): Diagnosis['devices'] {
  const onGpu = check?.gpu ?? false;
  const gpus = nvidiaGpus();
  return [
    { kind: 'cpu', name: `${model}, ${threads} threads`, used: check !== null && !onGpu },
    ...gpus.map((name) => ({ kind: 'gpu' as const, name, used: onGpu })),
  ];
}

async function cachesOf({ featureCache, backbones }: DataFolder): Promise<Diagnosis['caches']> {
  const folders = { features: featureCache, backbones, engines: path.join(cacheRoot(), 'engines') };
  const ours = Object.entries(folders).map(async ([name, folder]) => ({
    name,
    folder,
    sizeBytes: await folderSizeBytes(folder),
  }));
  // Shared with every other tool that fetches from the hub; only what the catalogue could have fetched is counted.
  const hub = hubSettings().cacheFolder;
  const repositories = new Set([...catalogue.values()].flatMap((row) => (row.hub ? [row.hub.repository] : [])));
  const sizes = [...repositories].map((name) => folderSizeBytes(path.join(hub, `models--${name.replace('/', '--')}`)));
  const hubBytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  return [...(await Promise.all(ours)), { name: 'hugging face', folder: hub, sizeBytes: hubBytes }];
}
