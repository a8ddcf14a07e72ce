import { expect, test } from 'vitest';
import { createI18n } from 'vue-i18n';
import { compileMessage } from './compile-message.ts';
import { de } from './de.ts';
import { en } from './en.ts';

type Tree = { readonly [key: string]: string | Tree };

const keysOf = (messages: Tree, before = ''): string[] =>
  Object.entries(messages).flatMap(([key, message]) => (typeof message === 'string' ? [`${before}${key}`] : keysOf(message, `${before}${key}.`)));
const valueNames = (messages: Tree): string[] => [...new Set([...JSON.stringify(messages).matchAll(/\{(\w+)\}/g)].map(([, name]) => name!))];
const values = Object.fromEntries(valueNames({ en, de } as unknown as Tree).map((name) => [name, `<${name}>`]));

/** Says a message of `messages`; what has to be filled in is its own name. */
function speaker(messages: Tree, more: object = {}) {
  const options: object = { legacy: false, locale: 'x', messages: { x: messages }, missingWarn: false, fallbackWarn: false, warnHtmlMessage: false, ...more };
  const say = createI18n(options).global.t as unknown as (key: string, values: object, count?: number) => string;
  return (key: string, count?: number) => say(key, { ...values, ...(count !== undefined && { n: count, count }) }, count);
}

test.each(Object.entries({ en, de }) as unknown as [string, Tree][])('%s says what vue-i18n’s own compiler makes of it', (_, messages) => {
  const [theirs, ours] = [speaker(messages), speaker(messages, { messageCompiler: compileMessage })];
  const keys = keysOf(messages);
  expect(keys.length).toBeGreaterThan(500);
  for (const key of keys) for (const count of [0, 1, 2]) expect([key, ours(key, count)]).toEqual([key, theirs(key, count)]);
});

test.each(["a {'@'} sign", "{'{'}n{'}'}", '{a}{b}', ' spaced | {n} forms ', 'none | one | {n}', 'missing {nothing}', 'no place'])('%s', (message) => {
  const messages = { message };
  const [theirs, ours] = [speaker(messages), speaker(messages, { messageCompiler: compileMessage })];
  for (const count of [undefined, 0, 1, 2, 3]) expect(ours('message', count)).toBe(theirs('message', count));
});
