import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSmallStudio } from '../../../../test/small-studio.ts';
import type { SmallStudio } from '../../../../test/small-studio.ts';
import { runFolder } from '../../data-folder.ts';
import { keepNotice, listNotices } from './notices.ts';

let small: SmallStudio;
beforeAll(async () => {
  small = await openSmallStudio([2, 2]);
});
afterAll(() => small.close());

test('notices are kept as data, in order and once; what older versions kept as English stays, a torn line does not', () => {
  const { studio } = small;
  keepNotice(studio, 1, { about: 'features-damaged', count: 2 });
  appendFileSync(join(runFolder(studio.folder, 1), 'notices.jsonl'), '\n"Left out a.png: truncated"\n{"about":"features-da');
  keepNotice(studio, 1, { about: 'model-unproved' });
  keepNotice(studio, 1, { about: 'features-damaged', count: 2 });
  expect(listNotices(studio, 1)).toEqual([
    { about: 'features-damaged', count: 2 },
    { about: 'text', text: 'Left out a.png: truncated' },
    { about: 'model-unproved' },
  ]);
  expect(listNotices(studio, 2)).toEqual([]);
});
