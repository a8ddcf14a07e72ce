import { mkdirSync, realpathSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempFolder } from '../../../test/temp-folder.ts';
import { insideRoot } from '../api/root-folder.ts';
import { createPointedAt, hearDrops } from './pointed-at.ts';

function heard() {
  const pointedAt = createPointedAt();
  const listeners = new Map<string, (event: object, path: unknown) => void>();
  hearDrops({ on: (channel: string, listener: never) => listeners.set(channel, listener) } as never, pointedAt);
  const drop = (senderFrame: unknown, path: unknown) => {
    const event = { senderFrame, returnValue: undefined as unknown };
    listeners.get('graft:dropped')!(event, path);
    return event.returnValue;
  };
  return { pointedAt, drop };
}
const own = { url: 'app://studio/', parent: null };

test('what was dropped may be opened wherever it lies, with what is in it; what lies beside it may not', async () => {
  const folder = realpathSync(tempFolder());
  for (const name of ['home', 'disk/leaves/birch', 'disk/letters']) mkdirSync(join(folder, name), { recursive: true });
  symlinkSync(join(folder, 'disk/leaves'), join(folder, 'disk/link'));
  const { pointedAt, drop } = heard();
  const door = { rootFolder: join(folder, 'home'), pointedAt: pointedAt.paths };
  const asked = (path: string) => insideRoot(door, join(folder, path), 'folder');
  await expect(asked('disk/leaves')).rejects.toMatchObject({ code: 'bad-usage' });
  // Through a link: what it leads to is meant, and may be opened by the path that is answered.
  expect(drop(own, join(folder, 'disk/link'))).toBe(join(folder, 'disk/leaves'));
  await expect(asked('disk/leaves')).resolves.toBe(join(folder, 'disk/leaves'));
  await expect(asked('disk/leaves/birch')).resolves.toBe(join(folder, 'disk/leaves/birch'));
  for (const path of ['disk', 'disk/letters', 'disk/leaves/../letters']) await expect(asked(path), path).rejects.toMatchObject({ code: 'bad-usage' });
});

test('a foreign page, or no path, adds nothing and is answered all the same', () => {
  const { pointedAt, drop } = heard();
  expect(drop({ url: 'https://example.org/', parent: null }, '/')).toBe('');
  const gone = join(tempFolder(), 'gone');
  for (const path of ['', 7, null, gone]) expect(drop(own, path)).toBe(path === gone ? gone : '');
  expect(pointedAt.paths.size).toBe(0);
});
