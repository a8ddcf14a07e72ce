import { fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { join, resolve } from 'node:path';
import { engineEnvironment } from '../src/core/engine-host/environment.ts';
import type { DecodeFigures, DecodeWork } from './decode-work.ts';
import { interleaved, spreadText } from './spread.ts';

const rounds = 5;
const sample = join(import.meta.dirname, '..', 'datasets', 'sample');
const imageSize = 160;

async function measure(work: DecodeWork): Promise<DecodeFigures> {
  const child = fork(join(import.meta.dirname, 'decode-work.ts'), {
    env: engineEnvironment(availableParallelism()),
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'inherit', 'ignore', 'ipc'],
  });
  const answered = once(child, 'message') as Promise<[DecodeFigures]>;
  const ended = once(child, 'exit');
  child.send(work);
  const told = await Promise.race([answered, ended.then(([code]) => Promise.reject(new Error(`The measurement ended early (${code})`)))]);
  await ended;
  return told[0];
}

/**
 * `npm run bench -- decode [folder]`: processor milliseconds of a picture from its file to the network's input of 160 pixels, JPEG decoded by the engine beside libvips;
 * median (least to most) of five processes of each, in turn. The sample where no folder is named.
 */
export async function benchDecode([folder = sample]: readonly string[]): Promise<void> {
  const cells = (['engine', 'libvips'] as const).map((by): DecodeWork => ({ folder: resolve(folder), imageSize, threads: availableParallelism(), by }));
  console.log(`${cpus()[0]!.model}, ${availableParallelism()} threads, load before: ${loadavg()[0]!.toFixed(1)}; median (least to most) of ${rounds}`);
  const measured = await interleaved(cells, rounds, measure);
  console.log(`${'JPEG by'.padEnd(10)} ${'processor ms'.padStart(24)} ${'most resident, MB'.padStart(24)}`);
  for (const [{ by }, told] of measured) {
    console.log(`${by.padEnd(10)} ${spreadText(told.map(({ pictureMs }) => pictureMs), 2)} ${spreadText(told.map(({ memoryMb }) => memoryMb), 0)}`);
  }
  const [engine, libvips] = [...measured.values()];
  const ratios = engine!.map(({ pictureMs }, round) => libvips![round]!.pictureMs / pictureMs);
  console.log(`libvips takes ${spreadText(ratios, 2).trim()} times as long; load after: ${loadavg()[0]!.toFixed(1)}`);
}
