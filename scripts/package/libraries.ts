import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { basename, join } from 'node:path';
import { runTo } from '../real-electron/tools.ts';

/**
 * Debian's packages by the library that is needed, as Debian 12 and Ubuntu 24.04 name them (there `t64`, since time_t has 64 bits).
 * libc's and libstdc++'s versions: the newest symbol that any of our files asks for (better-sqlite3's addon).
 */
const debianPackages: Readonly<Record<string, string>> = {
  'libX11.so.6': 'libx11-6',
  'libXcomposite.so.1': 'libxcomposite1',
  'libXdamage.so.1': 'libxdamage1',
  'libXext.so.6': 'libxext6',
  'libXfixes.so.3': 'libxfixes3',
  'libXrandr.so.2': 'libxrandr2',
  'libasound.so.2': 'libasound2t64 | libasound2',
  'libatk-1.0.so.0': 'libatk1.0-0t64 | libatk1.0-0',
  'libatk-bridge-2.0.so.0': 'libatk-bridge2.0-0t64 | libatk-bridge2.0-0',
  'libatspi.so.0': 'libatspi2.0-0t64 | libatspi2.0-0',
  'libcairo.so.2': 'libcairo2',
  'libcups.so.2': 'libcups2t64 | libcups2',
  'libdbus-1.so.3': 'libdbus-1-3',
  'libdrm.so.2': 'libdrm2',
  'libexpat.so.1': 'libexpat1',
  'libgbm.so.1': 'libgbm1',
  'libgio-2.0.so.0': 'libglib2.0-0t64 | libglib2.0-0',
  'libglib-2.0.so.0': 'libglib2.0-0t64 | libglib2.0-0',
  'libgobject-2.0.so.0': 'libglib2.0-0t64 | libglib2.0-0',
  'libgtk-3.so.0': 'libgtk-3-0t64 | libgtk-3-0',
  'libnspr4.so': 'libnspr4',
  'libnss3.so': 'libnss3',
  'libnssutil3.so': 'libnss3',
  'libsmime3.so': 'libnss3',
  'libpango-1.0.so.0': 'libpango-1.0-0',
  'libudev.so.1': 'libudev1',
  'libxcb.so.1': 'libxcb1',
  'libxkbcommon.so.0': 'libxkbcommon0',
  'libstdc++.so.6': 'libstdc++6 (>= 11)',
  'libgcc_s.so.1': 'libgcc-s1',
  'libatomic.so.1': 'libatomic1',
  // Of cuDNN, in a CUDA engine.
  'libz.so.1': 'zlib1g',
  ...Object.fromEntries(
    ['libc.so.6', 'libm.so.6', 'libdl.so.2', 'libpthread.so.0', 'librt.so.1', 'libutil.so.1', 'libresolv.so.2', 'ld-linux-x86-64.so.2'].map((name) => [name, 'libc6 (>= 2.34)']),
  ),
};

/** What NVIDIA's driver brings: a CUDA engine asks for it, and computes on the processor where there is none. */
const ofDriver: ReadonlySet<string> = new Set(['libcuda.so.1']);

/** Programs and libraries below a folder, by their first bytes. */
export function elfFiles(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return files.filter((file) => {
    const opened = openSync(file, 'r');
    const head = Buffer.alloc(4);
    readSync(opened, head, 0, 4, 0);
    closeSync(opened);
    return head.toString('latin1') === '\x7fELF';
  });
}

/** What the files of a packed folder need of the system. @throws Error where one needs a library that no package is known for */
export async function dependsOf(folder: string): Promise<string[]> {
  const files = elfFiles(folder);
  const shipped = new Set(files.map((file) => basename(file)));
  const needed = new Set<string>();
  for (const file of files) {
    const dynamic = await runTo('readelf', ['-dW', file]);
    for (const [, name] of dynamic.matchAll(/\(NEEDED\).*\[(.+)\]/g)) if (!shipped.has(name!) && !ofDriver.has(name!)) needed.add(name!);
  }
  const unknown = [...needed].filter((name) => !(name in debianPackages));
  if (unknown.length > 0) throw new Error(`No Debian package is known for ${unknown.join(', ')}: see scripts/package/libraries.ts`);
  return [...new Set([...needed].map((name) => debianPackages[name]!))].toSorted();
}
