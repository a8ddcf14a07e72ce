import { expect, test } from 'vitest';
import { createI18n } from 'vue-i18n';
import { de } from '../src/renderer/locales/de.ts';
import { en } from '../src/renderer/locales/en.ts';
import { compiledMessages } from './compiled-messages.ts';

type Tree = { readonly [key: string]: string | Tree };

const keysOf = (messages: Tree, before = ''): string[] =>
  Object.entries(messages).flatMap(([key, message]) => (typeof message === 'string' ? [`${before}${key}`] : keysOf(message, `${before}${key}.`)));

const valueNames = (messages: Tree): string[] => [...new Set([...JSON.stringify(messages).matchAll(/\{(\w+)\}/g)].map(([, name]) => name!))];

/** Says a message of `messages` as the window does; what has to be filled in is its own name. */
function speaker(messages: Tree) {
  const options: object = { legacy: false, locale: 'x', messages: { x: messages }, missingWarn: false, fallbackWarn: false, warnHtmlMessage: false };
  const i18n = createI18n(options);
  const values = Object.fromEntries(valueNames({ en, de } as unknown as Tree).map((name) => [name, `<${name}>`]));
  const say = i18n.global.t as unknown as (key: string, values: object, count?: number) => string;
  return (key: string, count: number) => say(key, { ...values, n: count, count }, count);
}

test.each(Object.entries({ en, de }) as unknown as [string, Tree][])('compiled ahead, %s says what it says as written', (_, messages) => {
  const [written, compiled] = [speaker(messages), speaker(compiledMessages(messages) as Tree)];
  const keys = keysOf(messages);
  expect(keys.length).toBeGreaterThan(500);
  for (const key of keys) for (const count of [0, 1, 2]) expect([key, compiled(key, count)]).toEqual([key, written(key, count)]);
});

test('a message that cannot be read stops the build', () => {
  expect(() => compiledMessages({ page: { title: 'one {n' } })).toThrow('one {n');
});
