import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { graftEvents } from './graft-events.ts';
import { layOut } from './speed/grounds.ts';
import { withLargestProcesses, withProcessorSeconds } from './speed/process-memory.ts';

/** One training. Pictures are those of the sample, no two files alike, dealt into classes in turn: what is learned of them means nothing. */
interface Point {
  readonly pictures: number;
  readonly classes: number;
  /** Null: the pictures are scanned, and nothing is trained. */
  readonly settings: readonly string[] | null;
}

const small = { pictures: 300, classes: 6 };
const head = ['--freeze', 'head', '--image-size', '64', '--precision', 'float32'];
const whole = ['--freeze', 'none', '--epochs', '1', '--precision', 'float32'];

/** One of these changes, all else is as it is. */
const curves: Readonly<Record<string, readonly Point[]>> = {
  scan: [1_000, 10_000, 100_000].map((pictures) => ({ ...small, pictures, settings: null })),
  pictures: [100, 300, 1_000, 3_000, 10_000, 20_000, 100_000].map((pictures) => ({ ...small, pictures, settings: head })),
  deeper: [1_000, 5_000, 20_000].map((pictures) => ({ ...small, pictures, settings: ['--freeze', 'until:stage4', '--epochs', '2', '--image-size', '64', '--augment', 'none', '--precision', 'float32'] })),
  classes: [2, 10, 100, 300, 1_000].map((classes) => ({ pictures: 4_000, classes, settings: head })),
  size: [64, 96, 128, 160, 224].map((size) => ({ ...small, settings: [...whole, '--image-size', String(size)] })),
  depth: ['resnet18', 'resnet34', 'resnet50', 'resnet101', 'resnet152'].map((net) => ({ ...small, settings: [...whole, '--image-size', '96', '--net', net] })),
};

const mebibytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(0);

async function measureScan(folder: string, data: string): Promise<Record<string, string>> {
  const adding = () => withProcessorSeconds(() => graftEvents(['datasets', 'add', folder, '--data-dir', data, '--json']));
  const { value, mostBytes } = await withLargestProcesses(adding);
  return { 'scan, processor s': value.seconds.toFixed(1), 'its processes, MiB': mostBytes.map(mebibytes).join(' ') };
}

async function measureTraining(folder: string, data: string, settings: readonly string[]): Promise<Record<string, string>> {
  const began = performance.now();
  const training = await withProcessorSeconds(() => graftEvents(['train', folder, '--data-dir', data, '--json', ...settings]));
  const done = training.value.at(-1) as { status: string; peakMemoryBytes: number };
  if (done.status !== 'done') throw new Error(`The training ended as ${done.status}`);
  const clock = (performance.now() - began) / 1000;
  return { 'training, processor s': training.seconds.toFixed(1), 'by the clock': clock.toFixed(1), 'trainer MiB': mebibytes(done.peakMemoryBytes) };
}

/**
 * How what a training costs grows with pictures, classes, the size of pictures and the depth of the network: processor seconds of the scan and of all the rest, what
 * each process of the scan held at most (that which keeps the list, and those that decode), and the trainer. `most`: pictures above it are left out (10,000).
 */
export async function benchGrowth([curve = '', most = '10000']: readonly string[]): Promise<void> {
  const names = curve === '' ? Object.keys(curves) : [curve];
  for (const name of names) if (!curves[name]) throw new Error(`No curve is called ${name}: ${Object.keys(curves).join(', ')}`);
  for (const name of names) {
    const rows: Record<string, string>[] = [];
    for (const { pictures, classes, settings } of curves[name]!.filter((point) => point.pictures <= Number(most))) {
      const scratch = mkdtempSync(join(tmpdir(), 'graft-bench-growth-'));
      try {
        const folder = join(scratch, 'pictures');
        mkdirSync(folder);
        layOut(folder, pictures, classes);
        const data = join(scratch, 'data');
        const scan = await measureScan(folder, data);
        const training = settings ? { settings: settings.join(' '), ...(await measureTraining(folder, data, settings)) } : {};
        rows.push({ pictures: String(pictures), classes: String(classes), ...scan, ...training, load: loadavg()[0]!.toFixed(1) });
        console.error(JSON.stringify(rows.at(-1)));
      } finally {
        rmSync(scratch, { recursive: true, force: true });
      }
    }
    console.log(`\n${name}`);
    console.table(rows);
  }
}
