import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { addToCard } from './engine-files.mjs';
import { pinnedNode } from './packages.mjs';
import { checkout, currentPlatform, workFolder } from './places.mjs';
import { runTool } from './processes.mjs';

const here = dirname(fileURLToPath(import.meta.url));
/** As src/core/engine-host/locate.ts looks for it. */
const decoderName = 'jpeg_decoder.node';

export const hasJpegDecoder = (engine) => existsSync(join(engine, decoderName));

/** What is to be said behind an engine's name: nothing, or that it has no decoder, and where it stands why (with `wasTried`). */
export function decoderNote(engine, wasTried) {
  if (hasJpegDecoder(engine)) return '';
  return ` (without its JPEG decoder${wasTried ? ', see .setup/jpeg-decoder.log' : ''}: pictures are decoded more slowly)`;
}

/**
 * Compiles what lets pictures be decoded by the engine's own libjpeg, and keeps it where its pixels are those of libvips. An engine is whole without it, as
 * libvips then decodes: slower, and the same pixels (docs/decisions/0092).
 * @param libraryFolder where the engine's libraries lie, below its folder or the same
 * @returns {Promise<boolean>} whether it is there now
 */
export async function makeJpegDecoder(engine, libraryFolder, { lock } = {}) {
  const { nodePackage, library, linkFlags } = currentPlatform();
  const made = join(engine, `.${process.pid}.${decoderName}`);
  const options = [
    ['-std=c++17', '-O2', '-fPIC', '-shared', '-DNAPI_VERSION=8'],
    ['-I', join(checkout, 'node_modules', nodePackage, 'include', 'node')],
    ['-o', made, join(here, 'jpeg_decoder.cc')],
    ['tensorflow_cc', 'tensorflow_framework'].map((name) => join(libraryFolder, library(name))),
    linkFlags(['', '/tensorflow']),
  ];
  try {
    const fault = (await toolFault('g++', options.flat(), { lock })) ?? (await pixelFault(made));
    if (fault === undefined) renameSync(made, join(engine, decoderName));
    else keepLog(fault);
    return fault === undefined;
  } finally {
    rmSync(made, { force: true });
  }
}

function keepLog(fault) {
  mkdirSync(workFolder, { recursive: true });
  writeFileSync(join(workFolder, 'jpeg-decoder.log'), `${fault}\n`);
}

/** {@link makeJpegDecoder} for an engine that an earlier set-up made. */
export async function addJpegDecoder(engine, options) {
  const libraryFolder = readdirSync(engine).includes('tensorflow') ? join(engine, 'tensorflow') : engine;
  if (!(await makeJpegDecoder(engine, libraryFolder, options))) return false;
  await addToCard(engine, decoderName);
  return true;
}

const pixelFault = (decoder) =>
  toolFault(join(checkout, pinnedNode()), [join(here, 'try-jpeg-decoder.mjs'), decoder], { env: { TF_CPP_MIN_LOG_LEVEL: '3', TF_ENABLE_ONEDNN_OPTS: '1' } });

async function toolFault(command, args, options) {
  const { code, found, output } = await runTool(command, args, options);
  return found && code === 0 ? undefined : output || `${command} ended with ${code}`;
}
