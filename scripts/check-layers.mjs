// Holds the house to its plan (docs/architecture.md). The rules are data in layers/; every line printed names the rule that is broken.
// `node scripts/check-layers.mjs [folder]`
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brokenCode } from './layers/code-rules.mjs';
import { namesTwice } from './layers/exported-names.mjs';
import { barrels, longFiles, muteFolders, namesOfNothing } from './layers/files-and-readmes.mjs';
import { brokenImports } from './layers/import-rules.mjs';
import { brokenReach } from './layers/reachability.mjs';
import { brokenRooms } from './layers/rooms.mjs';
import { cycles, edgesOf, modulesOf } from './layers/source-tree.mjs';

const root = process.argv[2] ?? dirname(dirname(fileURLToPath(import.meta.url)));
const modules = modulesOf(root);
const arrows = modules.flatMap(({ file, targets }) => targets.filter((target) => target.startsWith('src/')).map((target) => [file, target]));

const broken = [
  ...longFiles(root),
  ...barrels(modules),
  ...brokenImports(modules),
  ...brokenRooms(modules),
  ...brokenReach(modules),
  ...brokenCode(modules),
  ...namesTwice(modules),
  ...muteFolders(root),
  ...namesOfNothing(root),
  ...cycles(edgesOf(arrows)).map((path) => `${path[0]}: no cycles (${path.join(' -> ')})`),
];

for (const line of broken) console.log(line);
console.log(`${modules.length} files in src, ${broken.length} broken rules`);
process.exitCode = broken.length > 0 ? 1 : 0;
