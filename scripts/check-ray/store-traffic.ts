// What a study on other machines reads and writes in the shared folder, by the system calls of its programs (strace): writing the trials, one trial on a node, taking
// all of them in. What docs/scale.md tells of it was measured so: scripts/pinned-node scripts/check-ray/store-traffic.ts --trials 1000
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { trials: { type: 'string', default: '1000' } } });
const trials = Number(values.trials);
const checkout = join(import.meta.dirname, '..', '..');
const work = mkdtempSync(join(tmpdir(), 'graft-traffic-'));
const storage = join(work, 'shared');
/** The node's own disk, where nothing lies yet. */
const ofNode = join(work, 'node');
const net = { stem: 'small', stemChannels: 8, stages: [8, 12, 16].map((channels, i) => ({ blocks: 1, channels, stride: i === 0 ? 1 : 2 })), block: 'basic' };
const base = { net: JSON.stringify(net), imageSize: 32, precision: 'float32', threads: 1, batchSize: 16, epochs: 1, cacheSizeBytes: 1e8 };
const seeds = Math.min(100, trials);
const vary = [{ field: 'learningRate', values: Array.from({ length: Math.ceil(trials / seeds) }, (_, i) => Number((0.001 * (i + 1)).toFixed(4))) }];

const read = ['read', 'pread64', 'readv', 'preadv', 'preadv2'];
const written = ['write', 'pwrite64', 'writev', 'pwritev', 'pwritev2'];
const copied = ['copy_file_range', 'sendfile'];
const asked = ['openat', 'statx', 'newfstatat', 'stat', 'lstat', 'access', 'faccessat2', 'getdents64', 'rename', 'renameat2', 'unlink', 'unlinkat', 'mkdir', 'mkdirat', 'fsync', 'fdatasync', 'readlink', 'link', 'linkat'];

/** Runs graft under strace and sums what it did below the shared folder: bytes, and the requests that a file server would be asked, by kind. */
function traced(name: string, args: readonly string[]): void {
  const folder = join(work, name);
  mkdirSync(folder);
  const calls = [...read, ...written, ...copied, ...asked].join(',');
  const { status, stdout, stderr } = spawnSync('strace', ['-ff', '-y', '-qq', '-s', '300', '-e', `trace=${calls}`, '-o', join(folder, 'calls'), join(checkout, 'graft'), ...args, '--json'], { encoding: 'utf8', maxBuffer: 2 ** 28, env: { ...process.env, TMPDIR: ofNode } });
  if (status !== 0) throw new Error(`graft ${args.join(' ')}: ${stdout.slice(-500)} ${stderr.slice(-2000)}`);
  const sums = { readBytes: 0, writtenBytes: 0, requests: 0 };
  const kinds: Record<string, number> = {};
  for (const file of readdirSync(folder)) {
    for (const line of readFileSync(join(folder, file), 'utf8').split('\n')) {
      if (!line.includes(storage)) continue;
      const [, call, given, result] = /^(\w+)\((.*)\)\s+= (-?\d+)/.exec(line) ?? [];
      if (call === undefined) continue;
      kinds[call] = (kinds[call] ?? 0) + 1;
      sums.requests += 1;
      const bytes = Math.max(0, Number(result));
      const [first, ...rest] = given!.split(', ');
      const isFirst = first!.includes(storage);
      // Of a copy one end may lie elsewhere: sendfile(to, from), copy_file_range(from, offset, to).
      const isFrom = call === 'sendfile' ? !isFirst || rest[0]!.includes(storage) : isFirst;
      const isTo = call === 'sendfile' ? isFirst : rest.join().includes(storage);
      if (read.includes(call) || (copied.includes(call) && isFrom)) sums.readBytes += bytes;
      if (written.includes(call) || (copied.includes(call) && isTo)) sums.writtenBytes += bytes;
    }
  }
  rmSync(folder, { recursive: true });
  console.log(JSON.stringify({ what: name, ...sums, kinds }));
}

const sizeOf = (folder: string) => {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return { files: files.length, bytes: files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0) };
};

try {
  for (const folder of [storage, ofNode]) mkdirSync(folder);
  const study = join(work, 'study.json');
  writeFileSync(study, JSON.stringify({ title: 'Traffic', base, vary, repeats: { seeds } }));
  const home = ['--data-dir', join(work, 'home')];
  traced('writing the trials', ['study', 'run', study, join(checkout, 'datasets', 'sample'), '--executor', 'ray', '--storage', storage, '--bundles-only', ...home]);
  const folder = join(storage, 'studies', readdirSync(join(storage, 'studies'))[0]!, 'trials');
  console.log(JSON.stringify({ objects: sizeOf(join(storage, 'objects')), trials: sizeOf(folder) }));
  const first = join(folder, '0000');
  traced('a trial, the first on its node', ['trial', 'run', first, '--data-dir', join(work, 'no-data')]);
  traced('a trial, the second on its node', ['trial', 'run', join(folder, '0001'), '--data-dir', join(work, 'no-data')]);
  console.log(JSON.stringify({ afterTwo: sizeOf(folder) }));
  const done = JSON.parse(readFileSync(join(first, 'done.json'), 'utf8')) as { trial: string };
  for (const name of readdirSync(folder).slice(2)) {
    const trial = join(folder, name);
    cpSync(join(first, 'result'), join(trial, 'result'), { recursive: true });
    const sha256 = createHash('sha256').update(readFileSync(join(trial, 'trial.json'))).digest('hex');
    writeFileSync(join(trial, 'done.json'), JSON.stringify({ ...done, trial: sha256 }));
  }
  traced('taking all in', ['study', 'show', '1', ...home]);
  traced('looking once more', ['study', 'show', '1', ...home]);
  console.log(JSON.stringify({ whole: sizeOf(storage), home: execFileSync('du', ['-sh', join(work, 'home')], { encoding: 'utf8' }).split('\t')[0] }));
} finally {
  rmSync(work, { recursive: true, force: true });
}
