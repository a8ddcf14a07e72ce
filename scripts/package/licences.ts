import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkout } from '../real-electron/tools.ts';
import { engineNotices, partsLicences } from './engine-copy.ts';
import { packagesOfPages, packagesOfProgram } from './shipped-packages.ts';

interface Package {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly author?: string | { name: string };
  readonly homepage?: string;
}

const isNotice = (file: string): boolean => /^(licen[cs]e|copying|notice|third.?party)/i.test(file);

/** One package's part of the list. libvips comes without a file of its licence: its README names those of all its parts. */
export function noticeOf(folder: string): string {
  const { name, version, license = 'not said', author, homepage } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Package;
  const by = typeof author === 'string' ? author : author?.name;
  const head = [`${name} ${version}`, `Licence: ${license}`, by && `By: ${by}`, homepage && `From: ${homepage}`].filter(Boolean);
  const files = readdirSync(folder).filter(isNotice);
  const texts = (files.length > 0 ? files : name.includes('libvips') ? ['README.md'] : []).map((file) => readFileSync(join(folder, file), 'utf8').trim());
  return [head.join('\n'), ...texts].join('\n\n');
}

/** Writes what has to go along of those whose work is in the package. Electron's and Chromium's own lie beside its program. */
export function writeLicences(into: string, engine: string, nodePackage: string): void {
  rmSync(into, { recursive: true, force: true });
  mkdirSync(into, { recursive: true });
  const folders = [...new Set([...packagesOfProgram(), ...packagesOfPages()])].toSorted();
  const parts = folders.map((folder) => noticeOf(join(checkout, folder)));
  writeFileSync(join(into, 'packages.txt'), `${parts.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`);
  copyFileSync(join(nodePackage, 'LICENSE'), join(into, 'node.txt'));
  copyFileSync(join(engine, engineNotices), join(into, 'tensorflow.txt'));
  if (existsSync(join(engine, partsLicences))) cpSync(join(engine, partsLicences), join(into, 'nvidia'), { recursive: true });
  copyFileSync(join(checkout, 'models/card.json'), join(into, 'embedded-weights.json'));
}
