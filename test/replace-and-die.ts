/** Puts the staged export in place and kills itself before the n-th change of the disk: `<folder> <staged name> <n>`. */
import { join } from 'node:path';
import { ownedName } from '../src/core/files/owned-name.ts';
import { replaceExport } from '../src/core/exporting/replace-export.ts';

const [folder, staged, n] = process.argv.slice(2);
let step = 0;
await replaceExport(join(folder!, staged!), folder!, ownedName('partial'), () => {
  if (step++ === Number(n)) process.kill(process.pid, 'SIGKILL');
});
