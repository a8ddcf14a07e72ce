import { setTimeout as wait } from 'node:timers/promises';
import { createRouterClient } from '@orpc/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSmallDesk } from '../../../test/small-desk.ts';
import { tinyBackbone } from '../../../test/tiny-backbone.ts';
import type { ProfileView } from '../../shared/contract/profile-calls.ts';
import { profileHandlers } from './profile-handlers.ts';

let opened: Awaited<ReturnType<typeof openSmallDesk>>;
beforeAll(async () => {
  opened = await openSmallDesk([12, 12]);
});
afterAll(() => opened.close());

const calls = () => createRouterClient({ profiles: profileHandlers }, { context: opened.desk }).profiles;

async function ended(asked: Parameters<ReturnType<typeof calls>['show']>[0]): Promise<ProfileView> {
  for (;;) {
    const view = await calls().show(asked);
    if (view.state !== 'running') return view;
    await wait(20);
  }
}

test('a profile is told block by block, kept, stopped without a trace, and looked for anew where pictures go in otherwise', { timeout: 60_000 }, async () => {
  const asked = { dataset: opened.small.dataset.dataset.id, spec: { backbone: tinyBackbone, imageSize: 32, threads: 1 } };
  expect(await calls().show(asked)).toMatchObject({ state: 'none', blocks: [], saturates: null, error: null });

  const { profile } = await calls().start(asked);
  await calls().stop({ profile });
  expect(await ended(asked)).toMatchObject({ profile, state: 'none', error: null });

  const told: number[] = [];
  const controller = new AbortController();
  const listening = (async () => {
    for await (const { event } of opened.desk.events.subscribe({ signal: controller.signal })) if (event.type === 'profile') told.push(event.profile.blocks.length);
  })();
  expect(await calls().start(asked)).toMatchObject({ profile, state: 'running' });
  expect(await calls().start(asked)).toMatchObject({ profile, state: 'running' });
  const done = await ended(asked);
  await wait(250);
  controller.abort();
  await listening;
  expect(done).toMatchObject({ state: 'done', fraction: 1, judged: 6, error: null });
  expect(done.blocks.map(({ after }) => after)).toContain(done.saturates);
  expect(told.at(-1)).toBe(done.blocks.length);
  expect(done.advice).toMatchObject({ strategy: 'head', size: 'little', smallest: 9, enough: 20, whole: expect.any(Number) });

  // The part that may be kept is a run of its own.
  expect(done.kept.map(({ after }) => after)).toEqual(['stage1.0', 'stage2.0', 'stage3.0']);
  expect(done.kept.every(({ parameters }, i) => parameters > (done.kept[i - 1]?.parameters ?? 0) && parameters < 1)).toBe(true);
  const kept = await calls().keep({ ...asked, block: 'stage2.0' });
  expect(kept.plan?.net.stages).toHaveLength(2);
  expect(kept.plan?.phases.at(-1)).toMatchObject({ solver: 'exact' });
  await expect(calls().keep({ ...asked, spec: { ...asked.spec, imageSize: 64 }, block: 'stage2.0' })).rejects.toMatchObject({ code: 'bad-usage' });

  // Kept: nothing is computed.
  expect(await calls().start(asked)).toEqual(done);
  expect(await calls().show({ ...asked, spec: { ...asked.spec, imageSize: 64 } })).toMatchObject({ state: 'none' });
  await expect(calls().show({ ...asked, dataset: '/tmp' })).rejects.toMatchObject({ code: 'not-found' });
});
