import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { TestContext } from 'vitest';

export interface SmallDisk {
  readonly folder: string;
  /** Nothing on it can be changed from now on. */
  makeReadOnly(): void;
}

/** A file system of its own with so many megabytes, until the test has ended; where none can be mounted the test is skipped, and says so. */
export function smallDisk({ skip }: TestContext, megabytes: number): SmallDisk {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'graft-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], { stdio: 'pipe' });
  } catch (error) {
    rmSync(folder, { recursive: true });
    const reason = `No file system of ${megabytes} MB can be mounted here (${String(error).split('\n')[0]})`;
    console.warn(reason);
    skip(reason);
  }
  onTestFinished(() => {
    execFileSync('umount', ['-l', folder]);
    rmSync(folder, { recursive: true, force: true });
  });
  return { folder, makeReadOnly: () => void execFileSync('mount', ['-o', 'remount,ro', folder]) };
}
