import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const checkout = join(import.meta.dirname, '..', '..');

/** No accelerator, no chatter, nothing written beside the scripts. */
export const pythonEnvironment = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2', CUDA_VISIBLE_DEVICES: '-1', PYTHONDONTWRITEBYTECODE: '1' };

/** @throws Error where it cannot be started or ends with anything but 0 */
export function must(command: string, args: readonly string[]): void {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit', env: pythonEnvironment });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed`, { cause: error });
}

/**
 * The python of a virtual environment in the checkout, which is made here, and made anew when the file with its requirements changes.
 * @throws Error where they cannot be installed
 */
export function venvPython(name: string, requirements: string): string {
  const venv = join(checkout, name);
  const python = join(venv, 'bin', 'python');
  const stamp = join(venv, 'requirements.txt'); // a copy of what is installed
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === readFileSync(requirements, 'utf8')) return python;
  console.error(`making ${name}, which may take minutes ...`);
  rmSync(venv, { recursive: true, force: true });
  must('python3', ['-m', 'venv', venv]);
  must(python, ['-m', 'pip', 'install', '--quiet', '-r', requirements]);
  writeFileSync(stamp, readFileSync(requirements));
  return python;
}

/** torch, tensorflow and the other readers of exports. */
export const interopPython = (): string => venvPython('.venv-interop', join(import.meta.dirname, 'requirements.txt'));
