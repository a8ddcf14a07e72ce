/**
 * `npm run check:gpu [-- part …]`: what a GPU must show before the README may say that one works, in under ten minutes and out of the
 * checkout and the engine's cache alone. docs/gpu.md says what each part is to find out. Exit 3 where TensorFlow sees no GPU.
 * `npm run check:gpu -- --kernels [libtensorflow_cc.so.2]`: the part that needs no card, of this machine's CUDA engine or of a library.
 */
import { checkEngine } from '../src/core/runs/executors/check-engine.ts';
import { cards } from './gpu/cards.ts';
import { checkKernels } from './gpu/kernels/check-kernels.ts';
import { parts } from './gpu/parts.ts';

const asked = process.argv.slice(2);
if (asked[0] === '--kernels') process.exit(checkKernels(asked[1]));
const unknown = asked.filter((name) => !(name in parts));
if (unknown.length > 0) {
  console.error(`No part "${unknown.join('", "')}": there are ${Object.keys(parts).join(', ')}.`);
  process.exit(2);
}
const engine = await checkEngine();
for (const [name, driver, memory, used] of cards()) console.log(`${name}, ${memory} MiB (${used} taken), driver ${driver}`);
console.log(`TensorFlow ${engine.tensorflow}, ${engine.engine}, ${engine.gpu ? 'on the GPU' : 'no GPU'}`);
if (!engine.gpu) {
  console.error(
    'TensorFlow sees no GPU here. With an NVIDIA driver, "GRAFT_ENGINE=cuda npm run setup" makes the CUDA engine; GRAFT_VERBOSE=1 and TF_CPP_MIN_LOG_LEVEL=0 show why it passes one over.',
  );
  process.exit(3);
}
const failed: string[] = [];
for (const [name, part] of Object.entries(parts)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const started = performance.now();
  console.log(`\n== ${name}: ${part.says}`);
  // One part that fails must not hide the others: the card may be lent for minutes.
  const passed = await part.run().catch((error: Error) => (console.log(error.message), false));
  if (!passed) failed.push(name);
  console.log(`${name}: ${passed ? 'passed' : 'FAILED'}, ${((performance.now() - started) / 1000).toFixed(0)} s`);
}
console.log(failed.length === 0 ? '\nall passed' : `\nfailed: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
