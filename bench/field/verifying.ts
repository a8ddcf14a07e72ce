import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TensorMap } from '../../src/core/tensor.ts';
import { sha256OfFile } from '../../src/core/files/hash-file.ts';
import { readSafetensors, writeSafetensors } from '../../src/core/weights/safetensors.ts';
import type { Measure } from './measure.ts';

const rounds = 15;
const aimMs = 60;

/** 100 MB in tensors of a megabyte or four, as those of a ResNet-50 are. */
function weights(): TensorMap {
  const values = Float32Array.from({ length: 1_000_000 }, (_, i) => Math.sin(i));
  return new Map(Array.from({ length: 40 }, (_, i) => [`layer${i}.weight`, { shape: [625_000], data: values.subarray(i, i + 625_000) }]));
}

interface Took {
  readonly wallMs: number;
  readonly processorMs: number;
}

async function timed(work: () => Promise<unknown>): Promise<Took> {
  const beganMs = performance.now();
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return { wallMs: performance.now() - beganMs, processorMs: (user + system) / 1000 };
}

/** The fastest says what the work costs; the others what else the machine did. */
function told(times: readonly Took[]): string {
  const wall = times.map(({ wallMs }) => wallMs).sort((a, b) => a - b);
  const median = wall[wall.length >> 1]!;
  return `${median.toFixed(0)} ms (${wall[0]!.toFixed(0)} to ${wall.at(-1)!.toFixed(0)}), processor ${least(times, 'processorMs').toFixed(0)} ms`;
}

const least = (times: readonly Took[], what: keyof Took): number => Math.min(...times.map((took) => took[what]));

export const measure: Measure = {
  name: 'verifying',
  says: 'what it costs to compare 100 MB of weights with their sha256 while they are loaded; files in memory, runs interleaved',
  async run() {
    const folder = mkdtempSync(join(tmpdir(), 'graft-verifying-'));
    try {
      const sealed = join(folder, 'sealed.safetensors');
      const bare = join(folder, 'bare.safetensors');
      await writeSafetensors(sealed, weights());
      // Under a key that means nothing to us, so that nothing is compared.
      writeFileSync(bare, Buffer.from(readFileSync(sealed, 'latin1').replace('"graft_sha256"', '"other_sha256"'), 'latin1'));
      const sha256 = await sha256OfFile(bare);
      const times = { bare: [] as Took[], sealed: [] as Took[], known: [] as Took[] };
      for (let round = 0; round < rounds; round++) {
        times.bare.push(await timed(() => readSafetensors(bare)));
        times.sealed.push(await timed(() => readSafetensors(sealed)));
        times.known.push(await timed(() => readSafetensors(bare, sha256)));
      }
      const added = (what: keyof Took) => Math.max(least(times.sealed, what), least(times.known, what)) - least(times.bare, what);
      return [
        { what: 'loaded without comparing', figure: told(times.bare) },
        { what: 'with the sha256 that the file carries', figure: told(times.sealed) },
        { what: 'with a sha256 that is known of it', figure: told(times.known) },
        { what: 'comparing takes of a processor', figure: `${added('processorMs').toFixed(0)} ms` },
        { what: `comparing adds, fastest against fastest (aim: ${aimMs} ms)`, figure: `${added('wallMs').toFixed(0)} ms`, holds: added('wallMs') < aimMs },
      ];
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
