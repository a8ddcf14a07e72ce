import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { cacheRoot } from '../../src/core/engine-host/locate.ts';

export const checkout = join(import.meta.dirname, '../..');

/** Beside the engines, so that every checkout uses the same one. */
export const cacheFolder = (): string => join(cacheRoot(), 'real-electron');

/** Runs a program to its end. @throws Error with what it said */
export async function runTo(command: string, args: readonly string[], cwd = checkout): Promise<string> {
  try {
    return (await promisify(execFile)(command, args, { cwd, maxBuffer: 64 << 20 })).stdout;
  } catch (error) {
    const { stderr = '', message } = error as Error & { stderr?: string };
    throw new Error(`${command} ${args[0]} failed: ${stderr.trim().slice(-2000) || message}`, { cause: error });
  }
}

/** Makes `target` where it is missing: filled beside it and renamed, so that nobody finds half of it. */
export async function madeOnce(target: string, fill: (folder: string) => Promise<void>): Promise<string> {
  if (existsSync(target)) return target;
  mkdirSync(dirname(target), { recursive: true });
  const fresh = mkdtempSync(`${target}.new-`);
  try {
    await fill(fresh);
    renameSync(fresh, target);
  } catch (error) {
    // Somebody else was quicker.
    if (!existsSync(target)) throw error;
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return target;
}

/** Unpacks an npm package into `folder/package`; npm verifies it with the sum that the registry tells. */
export async function unpackFromNpm(name: string, folder: string, only: readonly string[] = []): Promise<string> {
  const packed = (await runTo('npm', ['pack', '--silent', name], folder)).trim().split('\n').at(-1)!;
  await runTo('tar', ['-xzf', packed, ...only.map((file) => `package/${file}`)], folder);
  rmSync(join(folder, packed));
  return join(folder, 'package');
}
