import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { runTypeScript } from '../../../test/other-process.ts';
import { tempFolder } from '../../../test/temp-folder.ts';

const from = (file: string): string => JSON.stringify(resolve(file));

test('a process that ends at once leaves nothing that it had not finished, nor a folder that it made for it', async () => {
  const folder = tempFolder();
  await runTypeScript(
    `import { createNewFolder } from ${from('src/core/files/new-folder.ts')};
    import { createOutputFile } from ${from('src/core/files/output-file.ts')};
    const [folder] = process.argv.slice(-1);
    const options = { field: 'out', kind: 'text' };
    const whole = await createOutputFile(folder + '/whole.csv', options);
    await whole.append('a');
    await whole.commit();
    const half = await createOutputFile(folder + '/half.csv', options);
    await half.append('a'.repeat(100_000));
    await createNewFolder(folder + '/made/for/it', 'out');
    const placed = await createNewFolder(folder + '/placed', 'out');
    await placed.commit('manifest.json');
    process.exit();`,
    { args: [folder] },
  );
  expect(readdirSync(folder).toSorted()).toEqual(['placed', 'whole.csv']);
});

test('so does an export that is not proved yet; what others put beside it stays', async () => {
  const folder = tempFolder();
  await runTypeScript(
    `import { writeFileSync } from 'node:fs';
    import { exportModel } from ${from('src/core/exporting/export-run.ts')};
    import { exportRequest } from ${from('test/export-request.ts')};
    const [folder] = process.argv.slice(-1);
    const onnx = () => {
      writeFileSync(folder + '/made/NOTES.txt', 'mine');
      process.exit();
    };
    await exportModel({ ...(await exportRequest(folder + '/made/model')), readers: { onnx } });`,
    { args: [folder] },
  );
  expect(readdirSync(join(folder, 'made'))).toEqual(['NOTES.txt']);
});
