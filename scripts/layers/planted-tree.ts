import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const scripts = dirname(dirname(fileURLToPath(import.meta.url)));

/** Runs a check on a tree of files made for it; every folder explains itself but those in `mute`. */
export function check(files: Record<string, string>, mute: readonly string[] = [], script = 'check-layers.mjs'): { status: number | null; broken: string[] } {
  const root = mkdtempSync(join(tmpdir(), 'layers-'));
  try {
    for (const path of Object.keys(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      if (!mute.includes(dirname(path))) writeFileSync(join(root, dirname(path), 'README.md'), 'May import nothing. To add a file: 1. write it.');
    }
    for (const [path, text] of Object.entries(files)) writeFileSync(join(root, path), text);
    const { status, stdout } = spawnSync(process.execPath, [join(scripts, script), root], { encoding: 'utf8' });
    return { status, broken: stdout.trim().split('\n').slice(0, -1) };
  } finally {
    rmSync(root, { recursive: true });
  }
}

/** A file that says something: exported names must differ. */
export const exporting = (name: string): string => `export const ${name} = 1;\n`;

/** A file that imports others. */
export const importing = (...specifiers: string[]): string => specifiers.map((specifier) => `import '${specifier}';\n`).join('');
