// What Electron's own default app does with `electron [-r module] <folder>`.
import { readFileSync } from 'node:fs';
import { Module } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { app } from 'electron';

const words = process.argv.slice(1);
let folder = null;
while (folder === null && words.length > 0) {
  const word = words.shift();
  if (word === '-r') Module._preloadModules([words.shift()]);
  else if (!word.startsWith('-')) folder = resolve(word);
}
const { version, name, productName, main } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
app.setVersion(version);
app.setName(productName ?? name);
app.setAppPath(folder);
await import(pathToFileURL(join(folder, main)).href);
