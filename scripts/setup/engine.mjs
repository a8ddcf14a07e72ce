import { accessSync, constants, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statfsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { buildEngine } from './build-engine.mjs';
import { damagedFile, readCard, writeCard } from './engine-files.mjs';
import { SetupFailure } from './failure.mjs';
import { takeLock } from './folder-lock.mjs';
import { addJpegDecoder, decoderNote, hasJpegDecoder } from './jpeg-decoder.mjs';
import { cacheRoot, checkout, currentPlatform } from './places.mjs';
import { pinnedNode } from './packages.mjs';
import { runTool } from './processes.mjs';
import { withTicker } from './report.mjs';
import { checkTools } from './tools.mjs';
import { tensorflowVersion } from './wheels.mjs';

/** Raise it when what stands in an engine's folder changes; older ones are then left alone and a new one is made. */
const engineRevision = 1;

/** What is downloaded, and what lies on the disk at most while an engine is made (with CUDA's libraries its bulk). */
const sizes = {
  'linux cpu': { downloadMb: 274, diskMb: 1_300 },
  'linux cuda': { downloadMb: 572, diskMb: 9_000 },
  'darwin cpu': { downloadMb: 223, diskMb: 1_100 },
};

/** Which engine this machine gets: CUDA where an NVIDIA driver is seen; `GRAFT_ENGINE` overrules. */
async function chooseEngine() {
  const { wheels } = currentPlatform();
  const choice = process.env.GRAFT_ENGINE || undefined;
  if (choice && !Object.hasOwn(wheels, choice)) {
    const choices = Object.keys(wheels).join(' or ');
    throw new SetupFailure(`GRAFT_ENGINE is "${choice}": set it to ${choices}, or unset it, and run this again.`);
  }
  const kind = choice ?? (wheels.cuda && (await hasNvidiaDriver()) ? 'cuda' : 'cpu');
  const wheel = wheels[kind];
  return { wheel, version: tensorflowVersion, revision: engineRevision, cuda: kind === 'cuda' };
}

async function hasNvidiaDriver() {
  if (existsSync('/proc/driver/nvidia/version')) return true;
  return (await runTool('nvidia-smi', ['-L'])).code === 0; // inside containers and WSL2 only the tool shows it
}

/**
 * The folder of an engine that loads, made where there is none: `<cache root>/engines/<wheel>-<version>-<revision>`. It is
 * built and tried in a folder beside it and renamed at the end, so that what has the name is whole.
 */
export async function provideEngine(step) {
  const wanted = await chooseEngine();
  const engines = join(cacheRoot(), 'engines');
  const name = `${wanted.wheel}-${wanted.version}-${wanted.revision}`;
  const folder = join(engines, name);
  if (await isSound(folder, wanted)) return complete(step, engines, folder);
  await checkTools();
  const lock = await takeLock(join(engines, '.set-up'), step.waiting);
  try {
    if (await isSound(folder, wanted, step)) return done(step, folder, 'found', decoderNote(folder, false));
    removeLeftovers(engines);
    const { downloadMb, diskMb } = sizes[`${process.platform} ${wanted.cuda ? 'cuda' : 'cpu'}`];
    checkSpace(engines, diskMb);
    const workshop = join(engines, `.building-${process.pid}-${Date.now()}`);
    process.once('exit', () => rmSync(workshop, { recursive: true, force: true }));
    const built = await buildEngine(wanted, { workshop, downloadMb, lock, step });
    const fault = await loadingFault(built, wanted);
    if (fault) throw new SetupFailure(`The engine was built but does not load (${fault}); report this line to the project.`);
    if (existsSync(folder)) renameSync(folder, join(engines, `.broken-${name}-${Date.now()}`));
    renameSync(built, folder);
    removeLeftovers(engines);
    return done(step, folder, 'made', decoderNote(folder, true));
  } finally {
    lock.release();
  }
}

/** An engine of a set-up that compiled no JPEG decoder is given one, where its folder may be written to. */
async function complete(step, engines, folder) {
  if (hasJpegDecoder(folder)) return done(step, folder, 'found');
  if (!isWritable(folder)) return done(step, folder, 'found', decoderNote(folder, false));
  const lock = await takeLock(join(engines, '.set-up'), step.waiting);
  try {
    const work = () => hasJpegDecoder(folder) || addJpegDecoder(folder, { lock });
    await withTicker(step, (seconds) => `compiling its JPEG decoder, ${seconds} s`, work);
    return done(step, folder, 'found', decoderNote(folder, true));
  } finally {
    lock.release();
  }
}

function done(step, folder, how, note = '') {
  step.done(`${how} in ${folder.replace(new RegExp(`^${homedir()}(?=/)`), '~')}${note}`);
  return folder;
}

/**
 * Whether the engine in a folder is the wanted one, has the bytes it was made with, and loads. One that an older set-up made has no
 * hashes: where it loads, those of today are kept, so that damage from now on is found.
 * @param {{ done(text: string): void }} [step] told why it is not
 */
export async function isSound(folder, wanted, step) {
  const card = readCard(folder);
  if (!card || card.version !== wanted.version || card.revision !== wanted.revision) return false;
  const fault = (card.files && (await damagedFile(folder, card.files))) ?? (await loadingFault(folder, wanted));
  if (fault === undefined && !card.files && isWritable(folder)) await writeCard(folder, card);
  if (fault !== undefined) step?.done(`the one in ${folder} is damaged (${fault}): it is made again`);
  return fault === undefined;
}

/** One that an administrator gave to all may be used as it is. */
function isWritable(folder) {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch (error) {
    if (error.code === 'EACCES' || error.code === 'EROFS') return false;
    throw error;
  }
}

/** Loads the binding in the pinned Node, in a process of its own: a library that does not fit may end it by a signal. */
async function loadingFault(folder, { version }) {
  const script = `const { TF_Version } = require(${JSON.stringify(join(folder, 'tfjs_binding.node'))});
    if (TF_Version !== '${version}') throw new Error('it is version ' + TF_Version);`;
  const env = { TF_CPP_MIN_LOG_LEVEL: '3', TF_ENABLE_ONEDNN_OPTS: '1' };
  const { code, output } = await runTool(join(checkout, pinnedNode()), ['-e', script], { env });
  if (code === 0) return undefined;
  const reason = output.split('\n').find((line) => line.includes('Error'));
  return reason ?? (code === null ? 'its process was killed' : `exit code ${code}`);
}

/** Called with the lock held: whoever made these folders is dead. */
function removeLeftovers(engines) {
  for (const name of readdirSync(engines)) {
    if (/^\.(building|broken)-/.test(name)) rmSync(join(engines, name), { recursive: true, force: true });
  }
}

function checkSpace(engines, neededMb) {
  mkdirSync(engines, { recursive: true });
  const { bavail, bsize } = statfsSync(engines);
  const freeMb = Math.floor((bavail * bsize) / 1e6);
  if (freeMb >= neededMb) return;
  const lack = `the engine needs ${neededMb} MB in ${engines} and ${freeMb} MB are free`;
  throw new SetupFailure(`The disk is too full: ${lack}; make room or set GRAFT_CACHE to a folder on another disk.`);
}
