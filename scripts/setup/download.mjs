import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isNetworkTrouble, SetupFailure } from './failure.mjs';
import { runTool } from './processes.mjs';
import { withTicker } from './report.mjs';
import { requirementLine } from './wheels.mjs';

/**
 * Downloads wheels with pip, whatever Python the host has: libtensorflow does not depend on Python's version, only the
 * wheel's name does. Only files with a pinned sha256 are taken, whatever the index says.
 * @param {{ wheels: { name: string, version: string, sha256: string[] }[], folder: string, sizeMb?: number, label: string }} what
 *   the size where it is known
 * @returns {Promise<string[]>} the files
 */
export async function downloadWheels({ wheels: wanted, folder, sizeMb, label }, { lock, step }) {
  const wheels = join(folder, 'wheels');
  const partial = join(folder, 'pip'); // pip writes here until a file is whole
  mkdirSync(wheels, { recursive: true });
  mkdirSync(partial, { recursive: true });
  const requirements = join(folder, 'requirements.txt');
  writeFileSync(requirements, `${wanted.map(requirementLine).join('\n')}\n`);
  const args = ['-m', 'pip', 'download', '--no-deps', '--only-binary=:all:', '--python-version', '3.11', '--no-cache-dir'];
  const describe = () => {
    const gotMb = Math.round((sizeBytes(wheels) + sizeBytes(partial)) / 1e6);
    return `downloading ${label}: ${gotMb}${sizeMb ? ` of ${sizeMb}` : ''} MB`;
  };
  const result = await withTicker(step, describe, () =>
    runTool('python3', [...args, '--require-hashes', '-d', wheels, '-r', requirements], { lock, env: { TMPDIR: partial } }),
  );
  if (result.code === 0) return readdirSync(wheels).map((name) => join(wheels, name));
  const other = otherFile(result.output);
  if (other) throw new SetupFailure(other);
  if (isNetworkTrouble(result.output)) {
    const size = sizeMb ? ` (${sizeMb} MB)` : '';
    throw new SetupFailure(
      `No network: pip could not download ${label}${size}; connect (or set pip's proxy or index) and run this again.`,
    );
  }
  const lines = result.output.trim().split('\n');
  const reason = lines.findLast((line) => line.startsWith('ERROR')) ?? lines.at(-1);
  const advice = 'mend that (an old pip: python3 -m pip install -U pip) and run this again';
  throw new SetupFailure(`pip could not download ${label} (${reason}); ${advice}.`);
}

/** The sentence for a wheel that is not the pinned one, or undefined. */
function otherFile(output) {
  if (!/DO NOT MATCH THE HASHES/.test(output)) return undefined;
  const name = /^\s+(\S+) from /m.exec(output)?.[1] ?? 'A wheel';
  const [, got] = /Got\s+([0-9a-f]{64})/.exec(output) ?? [];
  const what = `${name} is not the file that this version pins by sha256 (got ${got ?? 'another'})`;
  return `${what}: it was damaged on its way or replaced on the index; check pip's index and proxy and run this again.`;
}

function sizeBytes(folder) {
  let sum = 0;
  for (const name of readdirSync(folder, { recursive: true })) {
    sum += statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0; // pip moves files while we look
  }
  return sum;
}
