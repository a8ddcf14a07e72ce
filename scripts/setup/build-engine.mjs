import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { downloadWheels } from './download.mjs';
import { writeCard } from './engine-files.mjs';
import { SetupFailure } from './failure.mjs';
import { makeJpegDecoder } from './jpeg-decoder.mjs';
import { checkout, currentPlatform } from './places.mjs';
import { runTool } from './processes.mjs';
import { withTicker } from './report.mjs';
import { cudaWheels, tensorflowWheels } from './wheels.mjs';

const wheelScript = join(dirname(fileURLToPath(import.meta.url)), 'wheel.py');
const libraries = ['tensorflow_cc', 'tensorflow_framework'];
/** Of those whose work is in the libraries; a package has to take it along (scripts/package). */
const notices = 'THIRD_PARTY_NOTICES.txt';
const includes = 'tensorflow/include';
const headers = ['tensorflow/c/', 'tensorflow/core/platform/', 'tsl/', 'xla/tsl/'].map((part) => `${includes}/${part}`);

/**
 * Makes an engine in `workshop` out of the wheels and tfjs-node's sources.
 * A CUDA engine keeps the layout of the wheels (`tensorflow/` beside `nvidia/`), because libtensorflow looks for CUDA at
 * `$ORIGIN/../nvidia/…`; elsewhere the libraries lie beside the binding.
 * @returns {Promise<string>} its folder: binding, JPEG decoder, libraries, their notices and licences and engine.json, nothing else
 */
export async function buildEngine(wanted, { workshop, downloadMb, lock, step }) {
  const engine = join(workshop, 'engine');
  const libraryFolder = wanted.cuda ? join(engine, 'tensorflow') : engine;
  mkdirSync(libraryFolder, { recursive: true });
  const tools = { lock, step };

  const label = `${wanted.wheel} ${wanted.version}`;
  const main = { wheels: [tensorflowWheels[wanted.wheel]], folder: workshop, sizeMb: downloadMb, label };
  const [wheel] = await downloadWheels(main, tools);
  const unpacked = join(workshop, 'unpacked');
  const members = [...libraries.map((name) => `tensorflow/lib${name}.`), `tensorflow/${notices}`, ...headers];
  await withTicker(step, (seconds) => `unpacking, ${seconds} s`, () => extract(wheel, unpacked, members, lock));
  for (const name of libraries.map(currentPlatform().library)) {
    renameSync(join(unpacked, 'tensorflow', name), join(libraryFolder, name));
  }
  renameSync(join(unpacked, 'tensorflow', notices), join(engine, notices));
  rmSync(wheel);
  const libraryPaths = wanted.cuda ? await addCuda(workshop, engine, tools) : [];
  const compiling = (seconds) => `compiling the binding, ${seconds} s`;
  await withTicker(step, compiling, () => compile(unpacked, engine, libraryFolder, lock));
  await withTicker(step, compiling, () => makeJpegDecoder(engine, libraryFolder, { lock }));
  const hashing = (seconds) => `hashing what was made, ${seconds} s`;
  await withTicker(step, hashing, () => writeCard(engine, { ...wanted, libraryPaths }));
  return engine;
}

async function extract(wheel, folder, prefixes, lock) {
  const { code, output } = await runTool('python3', [wheelScript, wheel, folder, ...prefixes], { lock });
  if (code === 0) return;
  const reason = output.trim().split('\n').at(-1);
  throw new SetupFailure(`The wheel could not be unpacked (${reason}); make sure that the disk has room and run this again.`);
}

/** What it makes was never loaded on a machine with a GPU so far (docs/gpu.md: what was). Returns the folders with CUDA's libraries, relative to the engine's. */
async function addCuda(workshop, engine, tools) {
  const folder = join(workshop, 'cuda');
  const wheels = await downloadWheels({ wheels: cudaWheels, folder, label: 'the CUDA libraries' }, tools);
  for (const [index, file] of wheels.entries()) {
    tools.step.progress(`unpacking CUDA, ${index + 1} of ${wheels.length}`);
    await extract(file, engine, ['nvidia/'], tools.lock);
    rmSync(file);
  }
  const parts = readdirSync(join(engine, 'nvidia')).map((name) => join('nvidia', name, 'lib'));
  return parts.filter((path) => existsSync(join(engine, path)));
}

async function compile(unpacked, engine, libraryFolder, lock) {
  const { nodePackage, library, linkFlags } = currentPlatform();
  const sources = join(checkout, 'node_modules', '@tensorflow', 'tfjs-node-gpu', 'binding');
  const options = [
    ['-std=c++17', '-O2', '-fPIC', '-shared', '-DNAPI_VERSION=8'],
    ['-I', join(unpacked, includes)],
    ['-I', join(checkout, 'node_modules', nodePackage, 'include', 'node')],
    ['-o', join(engine, 'tfjs_binding.node')],
    readdirSync(sources).filter((name) => name.endsWith('.cc')).map((name) => join(sources, name)),
    libraries.map((name) => join(libraryFolder, library(name))),
    linkFlags(['', '/tensorflow']),
  ];
  const { code, output, found } = await runTool('g++', options.flat(), { lock });
  if (found && code === 0) return;
  const log = join(checkout, '.setup', 'g++.log');
  writeFileSync(log, output);
  const what = 'g++ could not compile the TensorFlow binding (it needs C++17)';
  throw new SetupFailure(`${what}; mend what ${log} says and run this again.`);
}
