// Finds what nobody uses any more: files, exported names, packages; and what of the program only tests use (layers/unused.mjs). That a page tells of a file is no use of it.
// `node scripts/check-unused.mjs [folder]`
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { filesUnder, withoutComments } from './layers/source-tree.mjs';
import { onlyTested, unused } from './layers/unused.mjs';

const root = process.argv[2] ?? dirname(dirname(fileURLToPath(import.meta.url)));
const folders = ['src', 'bench', 'scripts', 'e2e', 'test'];
const read = (file) => readFileSync(join(root, file), 'utf8');
const beside = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isFile() && entry.name !== 'package-lock.json').map(({ name }) => name);
const listed = [...folders, '.ci'].flatMap((folder) => filesUnder(root, folder, /\.(ts|mts|mjs|vue|html|py|md)$|\/run$/)).concat(beside);
const raw = new Map(listed.map((file) => [file, read(file)]));

const { dependencies = {}, devDependencies = {}, optionalDependencies = {}, ...rest } = JSON.parse(read('package.json'));
const texts = new Map([...raw].filter(([file]) => !file.endsWith('.md')).map(([file, text]) => [file, withoutComments(text)]));
texts.set('package.json', JSON.stringify(rest));
/** A program may be one that people start: then a page, or the head of its file, says the command. */
texts.set('commands', [...raw.values()].flatMap((text) => text.match(/\b(?:node|pinned-node) [^`"\n]*/g) ?? []).join('\n'));
/** Tests alone ask for them, and they can be nowhere else: each says why. */
const ofTests = ['liveTensors', 'endDecodeHost'];
const lines = [...unused(texts, Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies })), ...onlyTested(texts, ofTests)];

for (const line of lines) console.log(line);
console.log(`${texts.size} files, ${lines.length} of them or of their names unused`);
process.exitCode = lines.length > 0 ? 1 : 0;
