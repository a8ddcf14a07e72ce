// npm run check:interop: every export format of a run, loaded outside by its usual reader and compared with `graft predict`; feature maps in torchvision's Faster R-CNN.
// The Python packages live in .venv-interop in the checkout, made here and made anew when requirements.txt changes.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { graftEvents } from '../bench/graft-events.ts';
import { interopPython, must } from './interop/venv.ts';

const checkout = join(import.meta.dirname, '..');
const scripts = join(checkout, 'scripts', 'interop');
const sample = join(checkout, 'datasets', 'sample');
const python = interopPython();
const pictures = 12;

const work = mkdtempSync(join(tmpdir(), 'graft-interop-'));
try {
  process.env.GRAFT_HOME = join(work, 'data');
  const run = await trainBriefly();
  const folders = { onnx: '', savedmodel: '', safetensors: '' };
  for (const format of ['onnx', 'savedmodel', 'safetensors'] as const) {
    folders[format] = join(work, format);
    await graftEvents(['export', run, '--format', format, '--out', folders[format], '--json']);
  }
  const png = join(work, 'png');
  script('make_png.py', sample, png, String(pictures));
  const pngLines = await predictions(run, png, 'png.jsonl');
  const jpegLines = await predictions(run, sample, 'jpeg.jsonl');
  script('check_onnx.py', folders.onnx, pngLines, jpegLines);
  const odd = join(work, 'odd');
  script('make_odd.py', odd);
  script('check_predict.py', folders.onnx, await predictions(run, odd, 'odd.jsonl'));
  script('check_savedmodel.py', folders.savedmodel, folders.onnx, pngLines);
  script('check_safetensors.py', folders.safetensors, folders.onnx, pngLines);
  const features = join(work, 'features');
  await graftEvents(['export', run, '--features', '--out', features, '--json']);
  script('check_features.py', features, png);
} finally {
  rmSync(work, { recursive: true, force: true });
}

/** Trains the last stage for an epoch, so that BatchNorm and convolutions differ from the backbone's; gives the run. */
async function trainBriefly(): Promise<string> {
  const settings = ['--freeze', 'until:stage4', '--epochs', '1', '--augment', 'none'];
  const events = await graftEvents(['train', sample, ...settings, '--json']);
  const finished = events.at(-1);
  if (finished?.event !== 'finished' || finished.status !== 'done') throw new Error(`Training: ${JSON.stringify(finished)}`);
  return String(finished.run);
}

/** Every class's probability for the pictures of a folder, a JSON line a file; gives the file with the lines. */
async function predictions(run: string, folder: string, name: string): Promise<string> {
  const events = await graftEvents(['predict', run, folder, '--top', '1000', '--json']);
  const file = join(work, name);
  writeFileSync(file, events.map((event) => `${JSON.stringify(event)}\n`).join(''));
  return file;
}

function script(name: string, ...args: string[]): void {
  must(python, [join(scripts, name), ...args]);
}
