import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { locateEngine } from '../../src/core/engine-host/locate.ts';
import { StudioError } from '../../src/core/errors.ts';
import { runTo } from '../real-electron/tools.ts';
import { readCard, writeCard } from '../setup/engine-files.mjs';
import { Missing, say } from './missing.ts';

/** What the wheel says of those whose work is in it; the set-up keeps it in the engine's folder. */
export const engineNotices = 'THIRD_PARTY_NOTICES.txt';

/** A folder for each of NVIDIA's wheels of a CUDA engine, with what it says of its licence (scripts/setup/wheel.py). */
export const partsLicences = 'licences';

/** @throws Missing where what it holds could not be handed on with its licences */
export function needLicences(engine: string): void {
  const isThere = (name: string): boolean => existsSync(join(engine, name));
  if (isThere(engineNotices) && (!isThere('nvidia') || isThere(partsLicences))) return;
  throw new Missing(`The engine in ${engine} was made before its licences were kept beside it: move that folder away and run "npm run setup".`);
}

/** The engine this machine uses. @throws Missing where there is none, or one whose licences are not known */
export function engineToShip(): string {
  let folder: string;
  let jpegDecoder: string | null;
  try {
    ({ folder, jpegDecoder } = locateEngine());
  } catch (error) {
    if (error instanceof StudioError && error.code === 'engine-missing') throw new Missing(`${error.message}; run "npm run setup" first.`);
    throw error;
  }
  needLicences(folder);
  if (!basename(folder).startsWith('tensorflow-cpu') && process.platform === 'linux') {
    say('The engine that goes along is the one for NVIDIA GPUs (several GB); GRAFT_ENGINE=cpu takes the other one.');
  }
  if (jpegDecoder === null) say('The engine that goes along has no JPEG decoder, so the program decodes more slowly; "npm run setup" says why.');
  return folder;
}

/**
 * A copy without what only a linker or a debugger reads (docs/decisions: a quarter of it); its card says what its files hold then.
 * @returns its folder, named as the engine
 */
export async function copyEngine(engine: string, into: string): Promise<string> {
  const copy = join(into, basename(engine));
  rmSync(into, { recursive: true, force: true });
  for (const name of readdirSync(engine, { recursive: true, encoding: 'utf8' })) {
    const [from, to] = [join(engine, name), join(copy, name)];
    mkdirSync(dirname(to), { recursive: true });
    if (process.platform === 'linux' && /(^|\/)(libtensorflow_\w+\.so\.2|tfjs_binding\.node|jpeg_decoder\.node)$/.test(name)) await strip(from, to);
    else cpSync(from, to);
  }
  await writeCard(copy, { ...(readCard(copy)), isStripped: process.platform === 'linux' });
  return copy;
}

/** Needs binutils, which g++ of the set-up brings. */
export const strip = (from: string, to: string): Promise<string> => runTo('strip', ['--strip-unneeded', '-o', to, from]);
