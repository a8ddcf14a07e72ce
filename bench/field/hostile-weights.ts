import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quantile } from '../../e2e/fixtures/scripting-time.ts';
import { StudioError } from '../../src/core/errors.ts';
import { inWeightsThread } from '../../src/core/weights/weights-thread.ts';
import { pthOf, py, pyTensor, zipOf } from '../../test/torch-files.ts';
import type { Figure, Measure } from './measure.ts';

const aimMs = 10_000;
const waitAimMs = 100;

function safetensors(header: Buffer | string, dataBytes = 0): Buffer {
  const json = Buffer.from(header);
  const prefix = Buffer.alloc(8);
  prefix.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([prefix, json, Buffer.alloc(dataBytes)]);
}

const rows = (count: number, name: (i: number) => string): string =>
  `{${Array.from({ length: count }, (_, i) => `${JSON.stringify(name(i))}:{"dtype":"F32","shape":[64],"data_offsets":[${256 * i},${256 * i + 256}]}`).join(',')}}`;
const pickle = (text: string): Buffer => pthOf(Buffer.from(text, 'latin1'));
const pickled = { name: 'net/data.pkl', data: py.pickle(py.dict({ w: pyTensor({ key: '0', shape: [2] }) })) };
const zeros = () => Buffer.alloc(512 << 20);

/** Each is within a bound, or as far over it as a file of its kind can be. */
const files: readonly [what: string, make: () => Buffer][] = [
  ['99 MB of nested lists as a header', () => safetensors(Buffer.concat([Buffer.from('{"a":'), Buffer.alloc(99_000_000, '[')]))],
  ['1,000,000 tensors', () => safetensors(rows(1_000_000, String), 256_000_000)],
  ['20,000 tensors behind 20,000 prefixes', () => safetensors(rows(20_000, (i) => `${'p'.repeat(150)}${i}.bn1.weight`), 5_120_000)],
  ['20,000 names of 150 parts', () => safetensors(rows(20_000, (i) => `${'a.'.repeat(150)}${i}`), 5_120_000)],
  ['8 MB of numbers as a shape', () => safetensors(`{"a":{"dtype":"F32","shape":[${'1,'.repeat(3_900_000)}1],"data_offsets":[0,4]}}`, 4)],
  ['a pickle of nested lists', () => pickle(']'.repeat(16_000_000))],
  ['a pickle of remembered dictionaries', () => pickle('}\x94'.repeat(490_000))],
  ['a pickle that copies what it remembers', () => pickle(`ccollections\nOrderedDict\nq\x010}q\x00(${'K\x01N'.repeat(150_000)}u0${'h\x01h\x00\x85R0'.repeat(100_000)}N`)],
  ['a pickle of 512 MB in 0.5 MB', () => zipOf([{ ...pickled, data: zeros(), deflate: true }])],
  ['a storage of 512 MB in 0.5 MB', () => zipOf([pickled, { name: 'net/data/0', data: zeros(), deflate: true }])],
];

/** A call of the window, many times a second, while the files are read: how late each is answered. */
function startCalls(): { stop: () => number[] } {
  const lateMs: number[] = [];
  let due = performance.now() + 5;
  const timer = setInterval(() => {
    lateMs.push(performance.now() - due);
    due = performance.now() + 5;
  }, 5);
  return {
    stop: () => {
      clearInterval(timer);
      return lateMs;
    },
  };
}

async function run(say: (line: string) => void): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'graft-hostile-weights-'));
  const figures: Figure[] = [];
  const lateMs: number[] = [];
  try {
    for (const [what, make] of files) {
      const file = join(folder, 'weights');
      writeFileSync(file, make());
      const calls = startCalls();
      const beganMs = performance.now();
      const outcome = await inWeightsThread({ kind: 'guess', file, shownAs: 'it' }).then(
        ({ tensors }) => `read, ${tensors} tensors`,
        (error: unknown) => (error instanceof StudioError ? error.message : Promise.reject(error as Error)),
      );
      const tookMs = performance.now() - beganMs;
      lateMs.push(...calls.stop());
      say(`${what}: ${outcome.slice(0, 100)}`);
      figures.push({ what, figure: `${Math.round(tookMs)} ms`, holds: tookMs < aimMs });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  lateMs.sort((a, b) => a - b);
  const median = quantile(lateMs, 0.5);
  const figure = `${median.toFixed(1)} ms (99 %: ${quantile(lateMs, 0.99).toFixed(0)} ms, most ${lateMs.at(-1)!.toFixed(0)} ms)`;
  return [...figures, { what: 'a call meanwhile is late by', figure, holds: median < waitAimMs }];
}

export const measure: Measure = {
  name: 'hostile-weights',
  says: 'weights files made to cost much; what each takes until it is refused, and whether calls are answered meanwhile',
  run,
};
