// Files are short and say something themselves; every folder explains itself, and no README names what is not there.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { filesUnder } from './source-tree.mjs';

const sizedFolders = ['src', 'scripts', 'bench', 'e2e'];
const maxLines = 400;

export function longFiles(root) {
  return sizedFolders.flatMap((folder) => filesUnder(root, folder)).flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8');
    const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
    return lines > maxLines ? [`${file}: no file over ${maxLines} lines (it has ${lines})`] : [];
  });
}

export const barrels = (modules) => modules.filter(({ code }) => isBarrel(code)).map(({ file }) => `${file}: no barrel files (it only re-exports)`);

function isBarrel(code) {
  const rest = code.replace(/export\s[^'";]*?\bfrom\s*['"][^'"\n]+['"];?/g, '');
  return rest !== code && rest.trim() === '';
}

/** Languages are folders of one shape, their parent says which; `src` has none of its own. */
export function muteFolders(root) {
  const folders = new Set(filesUnder(root, 'src').map((file) => dirname(file)));
  return [...folders].flatMap((folder) => {
    const explains = folder.startsWith('src/renderer/locales/') ? dirname(folder) : folder;
    const readme = join(root, explains, 'README.md');
    if (folder === 'src' || explains !== folder) return [];
    if (!existsSync(readme)) return [`${folder}: every folder explains itself (it has no README.md)`];
    const text = readFileSync(readme, 'utf8');
    const lacks = [
      ...(/\bmay import\b|\bimports\b/i.test(text) ? [] : ['what it may import']),
      ...(/\bTo [a-z]+ [^]*?\b1\. /.test(text) ? [] : ['how to add something, 1-2-3']),
    ];
    return lacks.map((lack) => `${folder}/README.md: every folder explains itself (it does not say ${lack})`);
  });
}

/** Files of ours that a README names (by their path or the end of it) and that do not exist. */
export function namesOfNothing(root) {
  const here = [...readdirSync(root), ...sizedFolders.concat('test').flatMap((folder) => filesUnder(root, folder))];
  const readmes = sizedFolders.concat('test', 'docs').flatMap((folder) => filesUnder(root, folder, /(^|\/)(README|architecture)\.md$/));
  return readmes.flatMap((readme) => {
    const text = readFileSync(join(root, readme), 'utf8');
    const named = [...text.matchAll(/`([\w./-]+\.(?:ts|mts|mjs|vue))`/g)].map((match) => match[1]);
    const missing = named.filter((name) => !name.includes('NNNN') && !here.some((file) => `/${file}`.endsWith(`/${name.replace(/^(\.{1,2}\/)+/, '')}`)));
    return [...new Set(missing)].map((name) => `${readme}: a README names files that are there (not ${name})`);
  });
}
