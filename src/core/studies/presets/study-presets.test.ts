import { expect, test } from 'vitest';
import { studyClaimSchema, studySpecSchema } from '../../../shared/study-spec.ts';
import { cellsOf, expandStudy } from '../expand-study.ts';
import { studyPreset, studyPresets } from './study-presets.ts';

/** What this machine would fill in. */
const here = { cuts: ['head', 'until:stage4'], backbones: ['resnet18.graft_starter'] };

test.each(studyPresets.map((preset) => [preset.id, preset] as const))('%s is a whole study, and its claims and published numbers speak of its cells', (id, preset) => {
  const vary = preset.vary.map(({ field, values }) => ({ field, values: typeof values === 'string' ? here[values] : [...values] }));
  const { title, question, base, repeats } = preset;
  const spec = studySpecSchema.parse({ title, question, base, vary, repeats, claims: [...preset.claims], dataset: 'leaves', preset: id });
  expect(expandStudy(spec).length).toBeGreaterThan(0);
  const cells = cellsOf(vary);
  const isThere = (cell: object) => cells.some((one) => Object.entries(cell).every(([field, value]) => JSON.stringify(one[field]) === JSON.stringify(value)));
  for (const claim of preset.claims) {
    const named = studyClaimSchema.parse(claim);
    for (const cell of named.kind === 'some-higher' ? [named.than] : named.kind === 'together-higher' ? [named.among] : [named.first, named.second]) expect(isThere(cell), JSON.stringify(cell)).toBe(true);
  }
  for (const { cell } of preset.paper?.numbers ?? []) if (cell) expect(isThere(cell), JSON.stringify(cell)).toBe(true);
});

test('ids are unique, and one that is none is refused', () => {
  expect(new Set(studyPresets.map(({ id }) => id)).size).toBe(studyPresets.length);
  expect(() => studyPreset('freeze')).toThrow(expect.objectContaining({ code: 'not-found', field: 'preset' }));
});
