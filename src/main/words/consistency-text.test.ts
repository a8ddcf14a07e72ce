import { expect, test } from 'vitest';
import { consistencyReportText } from './consistency-text.ts';

test('before anything can be compared it is told what is missing: a beginning, an answer, or a sure one', () => {
  const said = (answers: Parameters<typeof consistencyReportText>[2]) => consistencyReportText({ consistency: null, differing: [] }, 'leaves', answers);
  expect(said(null)).toBe('Nothing was judged again yet. Begin with\n  graft labels again leaves --out <new folder>');
  expect(said({ taken: 0, leftOut: 0 })).toBe('The table has no answer yet: its column "label" takes the class of each picture.');
  expect(said({ taken: 0, leftOut: 2 })).toBe('0 answers taken; no label changed. 2 answers left out: their pictures have gone, or got another label since they were copied.');
  expect(said({ taken: 1, leftOut: 0 })).toBe('1 answer taken; no label changed.\nYou were sure of none of them, so that there is nothing to compare.');
});
