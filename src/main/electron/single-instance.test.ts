import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { claimSingleInstance } from './single-instance.ts';

const appWith = (isFirst: boolean) => Object.assign(new EventEmitter(), { requestSingleInstanceLock: () => isFirst });

test('the second start shows the window of the first', () => {
  let shown = 0;
  const app = appWith(true);
  expect(claimSingleInstance(app as never, () => shown++)).toBe(true);
  app.emit('second-instance', {}, [], '/');
  expect(shown).toBe(1);
});

test('the second one itself does nothing more', () => {
  const app = appWith(false);
  expect(claimSingleInstance(app as never, () => expect.unreachable())).toBe(false);
  expect(app.listenerCount('second-instance')).toBe(0);
});
