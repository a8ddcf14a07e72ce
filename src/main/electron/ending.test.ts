import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { askBeforeClosing, closeQuestion } from './close-question.ts';
import type { CloseAnswer } from './close-question.ts';
import { setUpEnding } from './ending.ts';
import { english } from './words-en.ts';

/** A program with one window, as Electron runs it: quit asks `before-quit`, then closes the window, then it is over. */
function program({
  training = false,
  isMac = false,
  answer = 'cancel' as CloseAnswer,
  closeDesk = async () => undefined as void,
} = {}) {
  const done: string[] = [];
  const state = { training, window: 'open' as 'open' | 'hidden' | 'closed', isOver: false };
  const prevented = (name: string, ...rest: unknown[]) => {
    let is = false;
    app.emit(name, { preventDefault: () => (is = true) }, ...rest);
    return is;
  };
  const app = Object.assign(new EventEmitter(), {
    quit() {
      done.push('quit');
      if (!prevented('before-quit') && closeWindow()) state.isOver = true;
    },
  });
  const ending = setUpEnding({
    app: app as never,
    isMac,
    isTraining: () => state.training,
    async ask() {
      done.push('ask');
      return answer;
    },
    beginAgain: () => done.push('begin again'),
    endWindow() {
      if (state.window !== 'closed') done.push('end page');
      state.window = 'closed';
    },
    hideWindow() {
      if (state.window === 'open') state.window = 'hidden';
    },
    async closeDesk() {
      done.push('close desk');
      await closeDesk();
      state.training = false;
    },
    log: (line) => done.push(line.split('\n')[0]!),
  });
  function closeWindow(): boolean {
    let is = false;
    if (state.window !== 'closed') ending.windowCloses({ preventDefault: () => (is = true) });
    if (is) return false;
    state.window = 'closed';
    return true;
  }
  const settle = () => new Promise((resolve) => setTimeout(resolve, 5));
  return { app, ending, state, done, closeWindow, settle };
}

test('without a run, closing the window closes the desk and then the program', async () => {
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  const { closeWindow, state, done, settle } = program({ closeDesk: () => closed });
  expect(closeWindow()).toBe(false);
  await settle();
  // The page first: it would go on asking a desk that closes.
  expect([state.window, done]).toEqual(['closed', ['end page', 'close desk']]);
  resolve();
  await settle();
  expect(done).toEqual(['end page', 'close desk', 'quit']);
  expect(state).toMatchObject({ isOver: true, window: 'closed' });
});

test('with a run, cancel leaves everything as it is, and the question comes again next time', async () => {
  const { closeWindow, state, done, settle } = program({ training: true });
  for (let time = 0; time < 2; time++) {
    expect(closeWindow()).toBe(false);
    await settle();
  }
  expect(done).toEqual(['ask', 'ask']);
  expect(state).toEqual({ training: true, window: 'open', isOver: false });
});

test('one question at a time, however often the window is closed', async () => {
  const { closeWindow, app, done, settle } = program({ training: true });
  closeWindow();
  closeWindow();
  app.quit();
  await settle();
  expect(done.filter((what) => what === 'ask')).toHaveLength(1);
});

test('stop: the desk is closed, which keeps the checkpoint, before the program ends', async () => {
  const { closeWindow, state, done, settle } = program({ training: true, answer: 'stop' });
  closeWindow();
  await settle();
  expect(done).toEqual(['ask', 'end page', 'close desk', 'quit']);
  expect(state.isOver).toBe(true);
});

test('background: the window goes, the run stays; the program ends with the run', async () => {
  const { closeWindow, ending, state, done, settle } = program({ training: true, answer: 'background' });
  closeWindow();
  await settle();
  expect(state).toEqual({ training: true, window: 'hidden', isOver: false });
  expect(done).toEqual(['ask']);
  state.training = false;
  ending.trainingEnded();
  await settle();
  expect(done).toEqual(['ask', 'end page', 'close desk', 'quit']);
});

test('a window that was opened again keeps the program when the run ends', async () => {
  const { closeWindow, ending, state, done, settle } = program({ training: true, answer: 'background' });
  closeWindow();
  await settle();
  ending.windowShown();
  state.training = false;
  ending.trainingEnded();
  await settle();
  expect(done).toEqual(['ask']);
});

test('the end of a run with the window open ends nothing', async () => {
  const { ending, done, settle } = program();
  ending.trainingEnded();
  await settle();
  expect(done).toEqual([]);
});

test('quitting from the menu asks just so', async () => {
  const { app, state, done, settle } = program({ training: true, answer: 'stop' });
  app.quit();
  await settle();
  expect(done).toEqual(['quit', 'ask', 'end page', 'close desk', 'quit']);
  expect(state.isOver).toBe(true);
});

test('a signal of the system asks nobody', async () => {
  const { ending, state, done, settle } = program({ training: true });
  ending.quitNow();
  ending.quitNow();
  await settle();
  expect(done).toEqual(['end page', 'close desk', 'quit']);
  expect(state.isOver).toBe(true);
});

test('a program that is started again while it ends begins again afterwards, once', async () => {
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  const { ending, closeWindow, done, settle } = program({ closeDesk: () => closed });
  expect(ending.mayShow()).toBe(true);
  closeWindow();
  await settle();
  expect([ending.mayShow(), ending.mayShow()]).toEqual([false, false]);
  resolve();
  await settle();
  expect(done).toEqual(['end page', 'close desk', 'begin again', 'quit']);
});

test('a desk that does not close is told of and keeps nobody', async () => {
  const failing = async () => {
    throw new Error('database is locked');
  };
  const { ending, state, done, settle } = program({ closeDesk: failing });
  ending.quitNow();
  await settle();
  expect(done).toEqual(['end page', 'close desk', 'Error: database is locked', 'quit']);
  expect(state.isOver).toBe(true);
});

test('on a Mac the program stays without its window, and asks only where a run trains', async () => {
  const idle = program({ isMac: true });
  expect(idle.closeWindow()).toBe(true);
  idle.app.emit('window-all-closed');
  await idle.settle();
  expect(idle.done).toEqual([]);
  const busy = program({ isMac: true, training: true, answer: 'background' });
  expect(busy.closeWindow()).toBe(false);
  await busy.settle();
  busy.state.training = false;
  busy.ending.trainingEnded();
  await busy.settle();
  expect([busy.done, busy.state.window]).toEqual([['ask'], 'hidden']);
});

test.each([
  [0, 'background'],
  [1, 'stop'],
  [2, 'cancel'],
  [-1, 'cancel'],
])('button %i means %s', async (response, answer) => {
  const dialog = { showMessageBox: async () => ({ response, checkboxChecked: false }) };
  expect(await askBeforeClosing(dialog as never, null, english.closing)).toBe(answer);
});

test('what a person reads stands on the button that does it; escape changes nothing', () => {
  const question = closeQuestion(english.closing);
  expect(question.buttons).toEqual(['Keep training in the background', 'Stop and keep the checkpoint', 'Cancel']);
  expect(question).toMatchObject({ defaultId: 0, cancelId: 2 });
});
