import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isNetworkTrouble, SetupFailure } from './failure.mjs';
import { runTool } from './processes.mjs';
import { withTicker } from './report.mjs';

/**
 * Downloads wheels with pip, whatever Python the host has: libtensorflow does not depend on Python's version, only the
 * wheel's name does. pip checks the hashes that its index names.
 * @param {{ requirements: string[], folder: string, sizeMb?: number, label: string }} what the size where it is known
 * @returns {Promise<string[]>} the files
 */
export async function downloadWheels({ requirements, folder, sizeMb, label }, { lock, step }) {
  const wheels = join(folder, 'wheels');
  const partial = join(folder, 'pip'); // pip writes here until a file is whole
  mkdirSync(wheels, { recursive: true });
  mkdirSync(partial, { recursive: true });
  const args = ['-m', 'pip', 'download', '--no-deps', '--only-binary=:all:', '--python-version', '3.11', '--no-cache-dir'];
  const describe = () => {
    const gotMb = Math.round((sizeBytes(wheels) + sizeBytes(partial)) / 1e6);
    return `downloading ${label}: ${gotMb}${sizeMb ? ` of ${sizeMb}` : ''} MB`;
  };
  const result = await withTicker(step, describe, () =>
    runTool('python3', [...args, '-d', wheels, ...requirements], { lock, env: { TMPDIR: partial } }),
  );
  if (result.code === 0) return readdirSync(wheels).map((name) => join(wheels, name));
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

function sizeBytes(folder) {
  let sum = 0;
  for (const name of readdirSync(folder, { recursive: true })) {
    sum += statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0; // pip moves files while we look
  }
  return sum;
}
