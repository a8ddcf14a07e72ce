import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { realElectron } from '../scripts/real-electron/electron.ts';
import { programForTests } from '../scripts/real-electron/program.ts';

const sample = join(import.meta.dirname, '../datasets/sample');
const wanted = 5000;
const rounds = 5;

interface Picture {
  readonly file: string;
  readonly sha256: string;
}

function samplePictures(): Picture[] {
  const folders = readdirSync(sample, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const files = folders.flatMap(({ name }) => readdirSync(join(sample, name)).map((file) => join(sample, name, file)));
  return files.map((file) => ({ file, sha256: createHash('sha256').update(readFileSync(file)).digest('hex') }));
}

interface Outcome {
  readonly made: number;
  readonly complaints: number;
  readonly ended: string;
  readonly seconds: number;
  readonly peakBytes: number;
}

/** As many thumbnails as it lives for, one after the other, in one process of `program`. */
function thumbnailsIn(program: string, decodeProcess: string, pictures: readonly Picture[]): Promise<Outcome> {
  const beganMs = performance.now();
  let made = 0;
  let complaints = 0;
  let peakBytes = 0;
  const child = fork(decodeProcess, ['4e9'], {
    execPath: program,
    execArgv: ['--disable-warning=ExperimentalWarning'],
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (complaints += text.split('GLib').length - 1));
  const ask = (): unknown =>
    child.connected &&
    (made === wanted ? child.disconnect() : child.send({ id: made, task: { kind: 'thumbnail', ...pictures[made % pictures.length]!, size: 320 }, mayBeLarge: true }));
  child.on('message', (message: { error?: { message: string }; rssBytes?: number }) => {
    if (message.error) throw new Error(message.error.message);
    made += 1;
    peakBytes = Math.max(peakBytes, message.rssBytes ?? 0);
    ask();
  });
  ask();
  return new Promise((resolve) => {
    // Not `close`, which does not come where Electron leaves its stderr to another process.
    child.on('exit', (code, signal) =>
      resolve({ made, complaints, ended: signal ?? `exit code ${code}`, seconds: (performance.now() - beganMs) / 1000, peakBytes }),
    );
  });
}

/** `npm run bench -- electron`: sharp in Electron's own Node and in the pinned one, the same built file in turn. */
export async function benchElectron(): Promise<void> {
  const electron = await realElectron();
  const decodeProcess = join(await programForTests(), 'out/main/decode-process.js');
  const pictures = samplePictures();
  for (let round = 1; round <= rounds; round += 1) {
    for (const [name, program] of [['Electron', electron], ['Node', process.execPath]] as const) {
      const { made, complaints, ended, seconds, peakBytes } = await thumbnailsIn(program, decodeProcess, pictures);
      const figures = `${made} of ${wanted} thumbnails in ${seconds.toFixed(1)} s, at most ${Math.round(peakBytes / 1e6)} MB, ${complaints} complaints of GLib`;
      console.log(`round ${round}  ${name.padEnd(8)}  ${figures}; ${ended}`);
    }
  }
}
