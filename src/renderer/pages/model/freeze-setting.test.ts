import { expect, test } from 'vitest';
import { freezePattern } from '../../../shared/run-settings.ts';
import { applyPreset, freezeText, parseFreeze, presetOf, presets } from './freeze-setting.ts';

const spellings = ['head', 'none', 'until:stage4', 'until:stage2.1', 'head-then:stage4', 'head-then:stem', 'gradual'];

test.each(spellings)('%s is read and written alike', (freeze) => {
  expect(freezeText(parseFreeze(freeze))).toBe(freeze);
  expect(freezeText(parseFreeze(freeze))).toMatch(freezePattern);
});

test('until:stem is everything and until:head the head', () => {
  expect(freezeText(parseFreeze('until:stem'))).toBe('none');
  expect(freezeText(parseFreeze('until:head'))).toBe('head');
});

test('a preset is recognised after it was applied, wherever the line was', () => {
  for (const before of spellings.map(parseFreeze)) {
    for (const { id } of presets) {
      const after = applyPreset(id, before);
      // "From here on" with the line before stage 4 is what "Last stage" means.
      const expected = id === 'here' && after.cut === 'stage4' ? 'last' : id;
      expect([id, presetOf(after)]).toEqual([id, id === 'headFirst' && after.cut === 'head' ? 'head' : expected]);
    }
  }
});

test('a line that is moved away from a network trained stage by stage is one of a head and then from there', () => {
  expect(freezeText({ ...parseFreeze('gradual'), cut: 'stage3' })).toBe('head-then:stage3');
});

test('"from here on" leaves the line where it is', () => {
  expect(applyPreset('headFirst', parseFreeze('until:stage2.1'))).toEqual({ headFirst: true, cut: 'stage2.1' });
  expect(applyPreset('here', parseFreeze('head'))).toEqual({ headFirst: false, cut: 'stage4' });
});

test('of a network of three stages the last one is the third', () => {
  const now = parseFreeze('head');
  expect(freezeText(applyPreset('last', now, 'stage3'))).toBe('until:stage3');
  expect(freezeText(applyPreset('headFirst', now, 'stage3'))).toBe('head-then:stage3');
  expect([presetOf(parseFreeze('until:stage3'), 'stage3'), presetOf(parseFreeze('until:stage3'))]).toEqual(['last', 'here']);
});
