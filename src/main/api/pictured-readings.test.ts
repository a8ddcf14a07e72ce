import path from 'node:path';
import { createRouterClient } from '@orpc/server';
import { expect, onTestFinished, test } from 'vitest';
import { writePictures } from '../../../test/picture-folder.ts';
import { tempFolder } from '../../../test/temp-folder.ts';
import { openDesk } from './open-desk.ts';
import { apiRouter } from './router.ts';

test('layouts: a window is refused with the field, sees each reading with pictures, and its answer is remembered', async () => {
  const folder = tempFolder();
  const pets = path.join(folder, 'pets');
  await writePictures(pets, ['2023/cats/1.png', '2023/dogs/1.png', '2024/cats/1.png', '2024/dogs/1.png', '2024/dogs/2.png']);
  const door = { kind: 'browser', rootFolder: folder, pointedAt: new Set<string>(), pickFolder: null, reveal: null } as const;
  const { desk, close } = await openDesk({ dataDir: path.join(folder, 'data'), door });
  onTestFinished(close);
  const client = createRouterClient(apiRouter, { context: desk });
  await expect(client.datasets.open({ folder: pets })).rejects.toMatchObject({ code: 'bad-usage', field: 'layout' });
  await expect(client.datasets.readings({ folder: '/etc' })).rejects.toMatchObject({ code: 'bad-usage', field: 'folder' });
  expect(await client.datasets.list()).toEqual([]);

  const readings = await client.datasets.readings({ folder: pets });
  expect(readings).toMatchObject([
    {
      layout: 'inner',
      classCount: 2,
      classes: [
        { name: 'cats', count: 2, folders: ['2023/cats', '2024/cats'] },
        { name: 'dogs', count: 3, folders: ['2023/dogs', '2024/dogs'] },
      ],
      sides: {},
      outside: 0,
    },
    { layout: 'classes', classes: [{ name: '2023', count: 2 }, { name: '2024', count: 3 }] },
  ]);
  for (const { pictures } of readings.flatMap(({ classes }) => classes)) {
    expect(pictures).toHaveLength(2);
    for (const url of pictures) {
      const [, where, token, index] = url.split('/');
      expect(where).toBe('samples');
      expect(desk.samples.get(token!, Number(index))!.length).toBeGreaterThan(0);
    }
  }

  const opened = await client.datasets.open({ folder: pets, layout: 'inner' });
  expect(opened.classes).toEqual([{ name: 'cats', count: 2 }, { name: 'dogs', count: 3 }]);
  await writePictures(pets, ['2025/birds/1.png']);
  expect((await client.datasets.rescan({ dataset: opened.id })).classes).toHaveLength(3);
  const others = await client.datasets.rescan({ dataset: opened.id, layout: 'classes' });
  expect(others.classes.map(({ name }) => name)).toEqual(['2023', '2024', '2025']);
  expect(await client.datasets.readings({ dataset: opened.id })).toHaveLength(2);
});
