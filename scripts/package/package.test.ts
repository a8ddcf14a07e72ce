import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempFolder } from '../../test/temp-folder.ts';
import { iconSizes, mark, pictureOf } from '../draw-icons.ts';
import { checkout } from '../real-electron/tools.ts';
import { writeDeb } from './deb.ts';
import { needLicences } from './engine-copy.ts';
import { dependsOf, elfFiles } from './libraries.ts';
import { noticeOf, writeLicences } from './licences.ts';
import { Missing } from './missing.ts';
import { closureOf, packagesIn } from './shipped-packages.ts';
import { sizesOf } from './sizes.ts';

function plant(files: Record<string, string>): string {
  const root = tempFolder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(root, name, '..'), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}

test('packages are found in built code, however they are loaded', () => {
  const text = `import{z}from"zod";import"node:fs";const a=await import("@huggingface/hub/x"), b=require('better-sqlite3'); from"./a.js"`;
  expect(packagesIn(text)).toEqual(['zod', '@huggingface/hub', 'better-sqlite3']);
});

test('with a package goes what it needs, as Node finds it; optional ones of other systems are not there', () => {
  const root = plant({
    'node_modules/a/package.json': '{"dependencies":{"b":"1","c":"2"},"optionalDependencies":{"gone":"1"}}',
    'node_modules/a/node_modules/c/package.json': '{"dependencies":{"b":"1"}}',
    'node_modules/b/package.json': '{"dependencies":{"a":"1"}}',
    'node_modules/c/package.json': '{}',
  });
  expect(closureOf(['a'], root)).toEqual(['node_modules/a', 'node_modules/a/node_modules/c', 'node_modules/b']);
});

test('what decodes, stores and checks goes along, what only the set-up needs does not', () => {
  const folders = closureOf(['sharp', 'onnxruntime-node', 'better-sqlite3']);
  expect(folders).toEqual(expect.arrayContaining(['node_modules/onnxruntime-common', 'node_modules/@img/colour', 'node_modules/better-sqlite3']));
  expect(folders.join()).not.toContain('tensorflow');
});

test('a notice names package, version and licence before its text; libvips says those of its parts', () => {
  const folder = plant({ 'package.json': '{"name":"a","version":"1.2.0","license":"MIT","author":{"name":"Ada"}}', 'LICENCE.md': 'Do as you like.\n', 'main.js': '' });
  expect(noticeOf(folder)).toBe('a 1.2.0\nLicence: MIT\nBy: Ada\n\nDo as you like.');
  const [libvips] = closureOf(['sharp']).filter((name) => name.includes('libvips'));
  expect(noticeOf(join(checkout, libvips!))).toMatch(/LGPL[^]*cairo/i);
});

test('NVIDIA’s licences go along with its libraries; an engine that has the libraries alone is packed by nobody', () => {
  const cpu = plant({ 'THIRD_PARTY_NOTICES.txt': 'notices' });
  const bare = plant({ 'THIRD_PARTY_NOTICES.txt': 'notices', 'nvidia/cublas/lib/libcublas.so.12': '' });
  const whole = plant({ 'THIRD_PARTY_NOTICES.txt': 'notices', 'nvidia/cublas/lib/libcublas.so.12': '', 'licences/nvidia_cublas_cu12/License.txt': 'EULA' });
  for (const engine of [cpu, whole]) expect(() => needLicences(engine)).not.toThrow();
  for (const engine of [bare, plant({ 'tensorflow.so': '' })]) expect(() => needLicences(engine)).toThrow(Missing);
  const into = join(tempFolder(), 'licences');
  writeLicences(into, whole, join(process.execPath, '../..'));
  expect(readFileSync(join(into, 'nvidia/nvidia_cublas_cu12/License.txt'), 'utf8')).toBe('EULA');
});

test.runIf(process.platform === 'linux')('a program’s libraries are found and named as Debian packages; one that is not known ends the packaging', async () => {
  const node = join(process.execPath, '..');
  expect(elfFiles(node).map((file) => file.slice(node.length + 1))).toContain('node');
  expect(await dependsOf(node)).toEqual(['libc6 (>= 2.34)', 'libgcc-s1', 'libstdc++6 (>= 11)']);
});

test.runIf(process.platform === 'linux')('a library that needs the driver of a card needs no package for it', async () => {
  const folder = tempFolder();
  const engine = join(folder, 'engine');
  mkdirSync(engine);
  const link = (to: string, ...more: string[]) => spawnSync('g++', ['-shared', '-nostdlib', '-o', to, '-x', 'c++', '/dev/null', '-x', 'none', ...more], { encoding: 'utf8' }).stderr;
  expect(link(join(folder, 'libcuda.so.1'), '-Wl,-soname,libcuda.so.1')).toBe('');
  expect(link(join(engine, 'libcudnn.so'), '-Wl,--no-as-needed', join(folder, 'libcuda.so.1'))).toBe('');
  expect(spawnSync('readelf', ['-dW', join(engine, 'libcudnn.so')], { encoding: 'utf8' }).stdout).toContain('libcuda.so.1');
  expect(await dependsOf(engine)).toEqual([]);
});

test.skipIf(spawnSync('dpkg-deb', ['--version']).error)('a deb holds program, command, menu entry, icons and the page that it names as its home; it names no address that could be somebody’s', async () => {
  const unpacked = plant({ 'resources/package.json': '{}' });
  copyFileSync('/bin/true', join(unpacked, 'graft-studio'));
  const file = await writeDeb({ unpacked, versionSuffix: '+test', level: 0, output: tempFolder() });
  const told = (...args: string[]) => spawnSync('dpkg-deb', args, { encoding: 'utf8' }).stdout;
  const paths = told('--contents', file).split('\n').map((line) => /\.(\/\S*)/.exec(line)?.[1]);
  const icons = iconSizes.filter((size) => size <= 512).map((size) => `/usr/share/icons/hicolor/${size}x${size}/apps/graft-studio.png`);
  const { pathname, protocol } = new URL(told('--field', file, 'Homepage').trim());
  expect(protocol).toBe('file:');
  expect(paths).toEqual(expect.arrayContaining(['/opt/graft-studio/graft-studio', '/usr/bin/graft-studio', '/usr/share/applications/graft-studio.desktop', ...icons, pathname]));
  const shown = [...readFileSync(join(checkout, 'README.md'), 'utf8').matchAll(/\]\(([\w-]+[/.][^):#]+)[)#]/g)].map(([, path]) => join(pathname, '..', path!));
  expect(shown.length).toBeGreaterThan(5);
  expect(paths).toEqual(expect.arrayContaining(shown));
  expect(told('--field', file, 'Maintainer')).toMatch(/@\S+\.invalid>/);
});

test('what is in a folder is told from the largest on, the packages that weigh by name', () => {
  const root = plant({
    'program': 'x'.repeat(3e6),
    'resources/app.asar.unpacked/node_modules/heavy/a.node': 'x'.repeat(5e6),
    'resources/app.asar.unpacked/node_modules/light/a.js': 'x'.repeat(5e5),
  });
  expect(sizesOf(root).map((line) => line.trim())).toEqual(['5 MB  resources/app.asar.unpacked/node_modules/heavy', '3 MB  program', '1 MB  the rest', '9 MB  in all']);
});

test('the pictures of the mark are as the script draws them', async () => {
  for (const size of iconSizes.filter((each) => each <= 256))
    expect(readFileSync(join(checkout, `resources/icons/${size}x${size}.png`)).equals(await pictureOf(size)), `${size} px: npm run draw:icons`).toBe(true);
  expect(readFileSync(join(checkout, 'src/renderer/public/icon.svg'), 'utf8')).toBe(mark(32));
});
