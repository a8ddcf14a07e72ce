import { expect, test } from 'vitest';
import { z } from 'zod';
import { answerCameraRequests } from './camera.ts';
import { handleFromWindow, isTrustedSender } from './ipc.ts';
import { isOwn } from './own-origin.ts';

/** Electron's ipcMain as far as it is used: keeps each channel's handler and calls it as Electron would. */
function fakeIpcMain() {
  const handlers = new Map<string, (event: unknown, ...received: unknown[]) => unknown>();
  return {
    handle: (channel: string, handler: (event: never, ...received: never[]) => unknown) =>
      void handlers.set(channel, handler as never),
    invoke: async (channel: string, senderFrame: unknown, ...received: unknown[]) =>
      handlers.get(channel)!({ senderFrame, sender: contents }, ...received),
  };
}
const contents = { id: 7, once: () => undefined };
const own = { url: 'app://studio/projects/1?x#y', parent: null };

const refused: [string, unknown][] = [
  ['a frame that is gone', null],
  ['a foreign page', { url: 'https://example.org/', parent: null }],
  ['another host of the scheme', { url: 'app://images/', parent: null }],
  ['a name that only begins like ours', { url: 'app://studio.example.org/', parent: null }],
  ['our name as a user', { url: 'app://studio@example.org/', parent: null }],
  ['our host with a port', { url: 'app://studio:80/', parent: null }],
  ['our page on the web', { url: 'https://studio/', parent: null }],
  ['a file', { url: 'file:///app/studio/index.html', parent: null }],
  ['an empty page', { url: 'about:blank', parent: null }],
  ['no address', { url: '', parent: null }],
  ['our own page in a frame', { url: 'app://studio/', parent: { url: 'app://studio/' } }],
];

test.each(refused)('%s is rejected, not answered', async (_who, frame) => {
  expect(isTrustedSender(frame as never)).toBe(false);
  const ipcMain = fakeIpcMain();
  let answered = 0;
  handleFromWindow(ipcMain as never, 'graft:x', z.tuple([]), () => (answered += 1));
  await expect(ipcMain.invoke('graft:x', frame)).rejects.toMatchObject({ code: 'bad-usage' });
  expect(answered).toBe(0);
});

test('our own main frame is answered with what the handler gives; its failures reject', async () => {
  const ipcMain = fakeIpcMain();
  handleFromWindow(ipcMain as never, 'graft:double', z.tuple([z.number()]), ([value]) => value * 2);
  handleFromWindow(ipcMain as never, 'graft:fail', z.tuple([]), () => {
    throw new Error('no');
  });
  expect(await ipcMain.invoke('graft:double', own, 21)).toBe(42);
  await expect(ipcMain.invoke('graft:fail', own)).rejects.toThrow('no');
});

test.each([[], ['21'], [21, 1], [null]])('arguments %j that do not fit are rejected', async (...received) => {
  const ipcMain = fakeIpcMain();
  handleFromWindow(ipcMain as never, 'graft:double', z.tuple([z.number()]), ([value]) => value * 2);
  await expect(ipcMain.invoke('graft:double', own, ...received)).rejects.toMatchObject({ code: 'bad-usage' });
});

test('the camera is allowed to the page that asks, once the system agrees', async () => {
  for (const [systemAnswer, allowedIds] of [
    [true, [7]],
    [false, []],
    [null, [7]],
  ] as const) {
    const ipcMain = fakeIpcMain();
    const allowed: number[] = [];
    const system = systemAnswer === null ? null : { askForMediaAccess: async () => systemAnswer };
    answerCameraRequests(ipcMain as never, { allow: ({ id }) => allowed.push(id) }, system);
    expect(await ipcMain.invoke('graft:request-camera', own)).toBe(systemAnswer ?? true);
    expect(allowed).toEqual(allowedIds);
    await expect(ipcMain.invoke('graft:request-camera', refused[1]![1])).rejects.toThrow();
    expect(allowed).toEqual(allowedIds);
  }
});

test('addresses of ours', () => {
  expect(['app://studio', 'app://studio/', 'app://studio/a/b?c#d'].map(isOwn)).toEqual([true, true, true]);
  expect(['app:studio', 'APP', 'app://', 'data:text/html,app://studio/'].map(isOwn)).toEqual([false, false, false, false]);
});
