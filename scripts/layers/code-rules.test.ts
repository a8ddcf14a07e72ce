import { expect, test } from 'vitest';
import { check } from './planted-tree.ts';

const telling = "export const changed = ({ events }) => events.publish({ type: 'dataset' });\n";

test('a handler that tells an event is found; the core may', () => {
  expect(check({ 'src/main/api/dataset-handlers.ts': telling }).broken).toEqual([
    'src/main/api/dataset-handlers.ts: the core tells events, handlers tell none (it says publish)',
  ]);
  expect(check({ 'src/core/datasets/scanning/told.ts': telling })).toEqual({ status: 0, broken: [] });
});

test('a word in a comment, or in a longer one, is none', () => {
  const text = '/** They publish nothing. */\nexport const published = 1;\n';
  expect(check({ 'src/main/api/words.ts': text })).toEqual({ status: 0, broken: [] });
});

test('a placeholder of bytes is found: a session on a GPU would feed it words', () => {
  const text = "export const images = (graph) => placeholder(graph, 'images', 'uint8', [null, 8, 8, 3]);\n";
  expect(check({ 'src/core/nets/own-input.ts': text }).broken).toEqual([
    "src/core/nets/own-input.ts: bytes of pictures come in by pixelPlaceholder, which takes them as words where a card does (it says placeholder(graph, 'images', 'uint8')",
  ]);
});
