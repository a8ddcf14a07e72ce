import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openSmallStudio } from '../../../../test/small-studio.ts';
import type { SmallStudio } from '../../../../test/small-studio.ts';
import { tinyBackbone } from '../../../../test/tiny-backbone.ts';
import { planHere } from '../lifecycle/plan-here.ts';
import { keptProfile, knownProfile } from './kept-profile.ts';
import { profiled } from './profile.ts';
import { createToldProfiles } from './told-profiles.ts';

let small: SmallStudio;
beforeAll(async () => {
  small = await openSmallStudio([16, 16]);
}, 60_000);
afterAll(() => small.close());

test('what was found on a disk that takes nothing is told, once computed, and kept as soon as there is room', { timeout: 240_000 }, async () => {
  const { studio, dataset } = small;
  const planned = await planHere(studio, dataset, profiled({ backbone: tinyBackbone, imageSize: 32, threads: 1 }));
  const refuse = (isOn: boolean) => void studio.db.$client.pragma(`query_only = ${isOn ? 'ON' : 'OFF'}`);
  const profiles = createToldProfiles(studio, { publish: () => undefined });
  refuse(true);
  try {
    expect(await keptProfile(studio, dataset, planned)).toMatchObject({ profile: { blocks: { length: expect.any(Number) } }, notKept: expect.stringContaining('may not be written') });
    expect([knownProfile(studio, dataset, planned), profiles.of(dataset, planned).state, profiles.found(dataset, planned)]).toEqual([null, 'none', null]);
    profiles.start(dataset, planned);
    await vi.waitFor(() => expect(profiles.of(dataset, planned).state).not.toBe('running'), 120_000);
    // A window shows it, and does not begin again.
    expect(profiles.of(dataset, planned)).toMatchObject({ state: 'done', error: null, judged: 8, advice: { strategy: expect.any(String) } });
    expect(profiles.start(dataset, planned).state).toBe('done');
  } finally {
    refuse(false);
  }
  const kept = await keptProfile(studio, dataset, planned);
  expect(kept.notKept).toBeNull();
  expect(knownProfile(studio, dataset, planned)).toEqual(kept.profile);
  await profiles.close();
});
