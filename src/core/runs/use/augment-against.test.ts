import { expect, test } from 'vitest';
import { viewBox } from '../../images/view.ts';
import { variedView } from '../../images/varied-view.ts';
import { stressKinds, stressValues } from '../../../shared/stress.ts';
import { augmentAgainst } from './augment-against.ts';

test('the mildest augmentation that shows what is lost; none that the run had, and none where no list does', () => {
  expect(augmentAgainst('crop', [0.85], 'none')).toBe('light');
  expect(augmentAgainst('crop', [0.5, 0.35], 'none')).toBe('standard');
  expect(augmentAgainst('crop', [0.5], 'light'), 'light crops less').toBe('standard');
  expect(augmentAgainst('crop', [0.85], 'light')).toBeNull();
  expect(augmentAgainst('crop', [0.35], 'standard')).toBeNull();
  expect(augmentAgainst('dark', [0.6, 0.4], 'standard')).toBe('strong');
  expect(augmentAgainst('dark', [0.25, 0.12], 'none'), 'strong goes down to 0.6').toBeNull();
  for (const kind of stressKinds.filter((one) => one !== 'crop' && one !== 'dark')) expect(augmentAgainst(kind, stressValues[kind], 'none'), kind).toBeNull();
});

test('views of strong do go as far as that, and no further', () => {
  const views = Array.from({ length: 2000 }, (_, i) => variedView('strong', 0, 'ab'.repeat(32), i + 1, [0.5, 0.5, 0.5])!);
  const sides = views.map((view) => Math.sqrt((viewBox(view, 1000, 1000).width * viewBox(view, 1000, 1000).height) / 1e6));
  const brightness = views.flatMap(({ colors }) => colors!.flatMap(({ kind, factor }) => (kind === 'brightness' ? [factor] : [])));
  for (const [found, reached] of [[Math.min(...sides), Math.sqrt(0.08)], [Math.min(...brightness), 0.6]] as const) {
    expect(found).toBeGreaterThanOrEqual(reached - 1e-3);
    expect(found).toBeLessThan(reached + 0.02);
  }
});
