import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { claimSingleInstance } from './single-instance.ts';

const appWith = (isFirst: boolean) => {
  const told: unknown[] = [];
  const requestSingleInstanceLock = (data: unknown) => {
    told.push(data);
    return isFirst;
  };
  return Object.assign(new EventEmitter(), { told, requestSingleInstanceLock });
};

test('the second start is heard by the first, with its folder', () => {
  const heard: unknown[] = [];
  const app = appWith(true);
  expect(claimSingleInstance(app as never, null, (folder) => heard.push(folder))).toBe(true);
  app.emit('second-instance', {}, [], '/', { folder: '/leaves' });
  app.emit('second-instance', {}, [], '/', { folder: null });
  // A version that says nothing of a folder.
  app.emit('second-instance', {}, [], '/', null);
  expect(heard).toEqual(['/leaves', null, null]);
});

test('the second one tells its folder and does nothing more', () => {
  const app = appWith(false);
  expect(claimSingleInstance(app as never, '/leaves', () => expect.unreachable())).toBe(false);
  expect(app.told).toEqual([{ folder: '/leaves' }]);
  expect(app.listenerCount('second-instance')).toBe(0);
});
