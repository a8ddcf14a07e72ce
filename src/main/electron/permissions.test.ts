import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { denyPermissions } from './permissions.ts';

type Request = (contents: unknown, permission: string, callback: (granted: boolean) => void, details: unknown) => void;
type Check = (contents: unknown, permission: string, origin: string, details: unknown) => boolean;

function fakeSession() {
  const handlers: { request?: Request; check?: Check } = {};
  const session = {
    setPermissionRequestHandler: (handler: unknown) => (handlers.request = handler as Request),
    setPermissionCheckHandler: (handler: unknown) => (handlers.check = handler as Check),
  };
  const camera = denyPermissions(session as never);
  const contents = Object.assign(new EventEmitter(), { id: 3 });
  const video = { isMainFrame: true, requestingUrl: 'app://studio/use', mediaTypes: ['video'] };
  const asks = (permission = 'media', details: object = {}, who: unknown = contents): boolean => {
    const answers: boolean[] = [];
    handlers.request!(who, permission, (granted) => answers.push(granted), { ...video, ...details });
    expect(answers).toHaveLength(1);
    return answers[0]!;
  };
  const looks = (permission = 'media', origin = 'app://studio/', details: object = {}, who: unknown = contents): boolean =>
    handlers.check!(who, permission, origin, { isMainFrame: true, mediaType: 'video', ...details });
  return { camera, contents, asks, looks };
}

test('video is denied before the button, allowed after it, denied again on the next page', () => {
  const { camera, contents, asks, looks } = fakeSession();
  expect([asks(), looks()]).toEqual([false, false]);
  camera.allow(contents as never);
  camera.allow(contents as never);
  expect([asks(), looks()]).toEqual([true, true]);
  contents.emit('did-start-loading');
  expect([asks(), looks()]).toEqual([false, false]);
  camera.allow(contents as never);
  contents.emit('destroyed');
  expect([asks(), looks()]).toEqual([false, false]);
});

test('after the button still nothing but the picture, for our page, in its main frame, of that window', () => {
  const { camera, contents, asks, looks } = fakeSession();
  camera.allow(contents as never);
  expect(asks('media', { mediaTypes: ['audio'] })).toBe(false);
  expect(asks('media', { mediaTypes: ['video', 'audio'] })).toBe(false);
  expect(asks('media', { mediaTypes: [] })).toBe(false);
  expect(asks('media', { mediaTypes: undefined })).toBe(false);
  expect(asks('media', { isMainFrame: false })).toBe(false);
  expect(asks('media', { requestingUrl: 'https://example.org/' })).toBe(false);
  expect(asks('media', {}, { id: 4 })).toBe(false);
  expect(looks('media', 'https://example.org/')).toBe(false);
  expect(looks('media', 'app://studio/', { mediaType: 'audio' })).toBe(false);
  expect(looks('media', 'app://studio/', { isMainFrame: false })).toBe(false);
  expect(looks('media', 'app://studio/', {}, null)).toBe(false);
  expect(looks('media', 'app://studio/', {}, { id: 4 })).toBe(false);
});

test.each([
  'geolocation',
  'notifications',
  'clipboard-read',
  'display-capture',
  'midi',
  'usb',
  'serial',
  'hid',
  'fileSystem',
  'fullscreen',
  'openExternal',
  'unknown',
])('%s is denied, asked for or looked up', (permission) => {
  const { camera, contents, asks, looks } = fakeSession();
  camera.allow(contents as never);
  expect([asks(permission), looks(permission)]).toEqual([false, false]);
});
