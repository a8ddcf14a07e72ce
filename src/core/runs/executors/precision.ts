import { existsSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { engineEnvironment } from '../../engine-host/environment.ts';
import { cacheRoot, locateEngine } from '../../engine-host/locate.ts';
import { nvidiaGpus } from '../../engine-host/nvidia-gpus.ts';
import { parsedJson } from '../../files/parsed-json.ts';
import { isUnwritable } from '../../files/write-error.ts';
import { writeFileAtomically } from '../../files/write-file.ts';
import type { SettingReason } from '../../../shared/contract/plan-view.ts';
import { precisions } from '../../../shared/run-settings.ts';
import type { Precision } from '../../../shared/run-settings.ts';
import { checkEngine } from './check-engine.ts';

const measuredSchema = z.strictObject({
  engine: z.string(),
  processor: z.string(),
  /** Of a CUDA engine: those that the driver names, and which of them it was shown. */
  cards: z.string().optional(),
  gpu: z.boolean(),
  precisions: z.array(z.strictObject({ precision: z.enum(precisions), imagesPerSecond: z.number().positive() })).min(1),
});
type Measured = z.infer<typeof measuredSchema>;

export interface PrecisionChoice {
  readonly precision: Precision;
  readonly reason: SettingReason;
  readonly measured: readonly { precision: Precision; imagesPerSecond: number }[];
}

/** A gain below this is not worth less precise numbers. */
const worthwhileGain = 1.2;

const file = () => join(cacheRoot(), 'precision.json');
function thisMachine(): Pick<Measured, 'engine' | 'processor' | 'cards'> {
  const { version } = locateEngine();
  const processor = `${cpus()[0]?.model ?? 'unknown'} x ${cpus().length}`;
  if (!mayHaveGpu(version)) return { engine: version, processor };
  return { engine: version, processor, cards: `${engineEnvironment(1).CUDA_VISIBLE_DEVICES} of ${nvidiaGpus().join(', ')}` };
}

const mayHaveGpu = (engine: string): boolean => !engine.startsWith('tensorflow-cpu') && process.platform !== 'darwin';

/** A damaged file is measured again, it must not stop a training. */
function remembered(): Measured | null {
  if (!existsSync(file())) return null;
  const parsed = measuredSchema.safeParse(parsedJson(readFileSync(file(), 'utf8')));
  if (!parsed.success) return null;
  const { engine, processor, cards } = thisMachine();
  return parsed.data.engine === engine && parsed.data.processor === processor && parsed.data.cards === cards ? parsed.data : null;
}

function choose({ precisions: measured, gpu, processor }: Measured): PrecisionChoice {
  const rate = (precision: Precision) => measured.find((entry) => entry.precision === precision)?.imagesPerSecond ?? 0;
  const gain = rate('bfloat16') / rate('float32');
  const precision = gain >= worthwhileGain ? 'bfloat16' : 'float32';
  const figures = { gain, imagesPerSecond: rate('float32'), processor: gpu ? null : processor };
  return { precision, reason: { because: 'measured', ...figures }, measured };
}

/**
 * What `--precision auto` means here: a few seconds of measurement the first time on a machine, remembered in the cache folder.
 * @throws StudioError `engine-missing`
 */
export async function choosePrecision(): Promise<PrecisionChoice> {
  const known = remembered();
  if (known) return choose(known);
  const { gpu, precisions: rates } = await checkEngine(true);
  const measured = measuredSchema.parse({ ...thisMachine(), gpu, precisions: rates });
  try {
    await writeFileAtomically(file(), (handle) => handle.writeFile(`${JSON.stringify(measured, null, 2)}\n`));
  } catch (error) {
    // It is measured again the next time, then.
    if (!isUnwritable(error)) throw error;
  }
  return choose(measured);
}

/** What was measured here before, null where nothing was: costs no measurement. @throws StudioError `engine-missing` */
export function knownPrecision(): (PrecisionChoice & { readonly gpu: boolean }) | null {
  const known = remembered();
  return known && { ...choose(known), gpu: known.gpu };
}

/** Whether TensorFlow computes on a GPU here; the processor's engine is known not to without being started. */
export async function hasGpu(): Promise<boolean> {
  if (!mayHaveGpu(locateEngine().version)) return false;
  return remembered()?.gpu ?? (await checkEngine()).gpu;
}
