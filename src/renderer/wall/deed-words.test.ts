import { expect, test } from 'vitest';
import type { LabelAct } from '../../shared/contract/image-calls.ts';
import { wordsIn } from '../testing/words-in.ts';
import { reversalWords } from './deed-words.ts';

const [en, de] = [wordsIn('en'), wordsIn('de')];
const undo = (of: LabelAct) => ({ kind: 'undo', images: of.images, of }) as const;

test('what was undone and redone is said, and where there was nothing', () => {
  expect(reversalWords('undo', undo({ kind: 'label', label: 'oak', images: 1 }), en)).toBe('Undone: 1 picture moved to oak');
  expect(reversalWords('undo', undo({ kind: 'exclude', images: 1200 }), en)).toBe('Undone: 1,200 pictures excluded');
  const redone = { kind: 'redo', images: 2, of: { kind: 'include', images: 2 } } as const;
  expect(reversalWords('redo', redone, en)).toBe('Done again: 2 pictures included again');
  expect([reversalWords('undo', null, en), reversalWords('redo', null, en)]).toEqual(['Nothing to undo', 'Nothing to redo']);
});

test('in German', () => {
  expect(reversalWords('undo', undo({ kind: 'label', label: 'Eiche', images: 3 }), de)).toBe(
    'Rückgängig gemacht: 3 Bilder nach Eiche verschoben',
  );
  expect(reversalWords('redo', null, de)).toBe('Nichts zu wiederholen');
});
