import { expect, test } from 'vitest';
import { isPressed, matchKeys, parseKeys, shownKeys } from './shortcut.ts';

const press = (key: string, held: Partial<KeyboardEvent> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});
const matches = (keys: string, event: ReturnType<typeof press>, mac = false) => isPressed(parseKeys(keys)[0]!, event, mac);

test('Ctrl is Command on a Mac and only there', () => {
  expect(matches('Ctrl+K', press('k', { ctrlKey: true }))).toBe(true);
  expect(matches('Ctrl+K', press('k', { metaKey: true }))).toBe(false);
  expect(matches('Ctrl+K', press('k', { metaKey: true }), true)).toBe(true);
  expect(matches('Ctrl+K', press('k', { ctrlKey: true }), true)).toBe(false);
});

test('what is held must be what was asked', () => {
  expect(matches('x', press('x'))).toBe(true);
  expect(matches('x', press('x', { ctrlKey: true }))).toBe(false);
  expect(matches('Ctrl+Z', press('Z', { ctrlKey: true, shiftKey: true }))).toBe(false);
  expect(matches('Ctrl+Shift+Z', press('Z', { ctrlKey: true, shiftKey: true }))).toBe(true);
  expect(matches('Space', press(' '))).toBe(true);
});

test('a sign counts with or without Shift, as keyboards differ', () => {
  expect(matches('?', press('?', { shiftKey: true }))).toBe(true);
  expect(matches('?', press('?'))).toBe(true);
  expect(matches('Ctrl+,', press(',', { ctrlKey: true }))).toBe(true);
});

test('two keys in a row', () => {
  const go = { id: 'go', keys: ['g 1'] };
  const other = { id: 'other', keys: ['1'] };
  expect(matchKeys([go, other], [press('g')])).toEqual({ command: null, isBegun: true });
  expect(matchKeys([go, other], [press('g'), press('1')]).command).toBe(go);
  expect(matchKeys([go, other], [press('1')]).command).toBe(other);
  expect(matchKeys([go], [press('h')])).toEqual({ command: null, isBegun: false });
});

const printed = (key: string) => key;
test('keys are shown as the keyboard prints them', () => {
  expect(shownKeys('Ctrl+K', false, printed)).toEqual(['Ctrl+K']);
  expect(shownKeys('Ctrl+K', true, printed)).toEqual(['⌘K']);
  expect(shownKeys('g 1', false, printed)).toEqual(['G', '1']);
  expect(shownKeys('Ctrl+Enter', false, printed)).toEqual(['Ctrl+↵']);
  expect(shownKeys('Ctrl+Space', false, (key) => ({ Ctrl: 'Strg', Space: 'Leertaste' })[key] ?? key)).toEqual(['Strg+Leertaste']);
});
