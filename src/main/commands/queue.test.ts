import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { ended, graft, startGraft } from '../../../test/graft.ts';
import { openSmallStudio } from '../../../test/small-studio.ts';
import type { SmallStudio } from '../../../test/small-studio.ts';
import { getRun, listRuns } from '../../core/store/runs.ts';

const minutes = { timeout: 240_000 };
const usual = ['--freeze', 'until:stage4', '--image-size', '32', '--precision', 'float32', '--threads', '1', '--batch-size', '4', '--json'];
const long = [...usual, '--epochs', '5000'];
const short = [...usual, '--epochs', '1'];

async function smallStudio(): Promise<SmallStudio> {
  const small = await openSmallStudio([8, 8]);
  onTestFinished(() => small.close());
  return small;
}

/** A `graft train` of its own process, with what it says line by line. */
function train({ studio, pictures }: SmallStudio, options: readonly string[]) {
  const child = startGraft(['train', pictures, ...options], { home: studio.folder.root });
  onTestFinished(() => void child.kill('SIGKILL'));
  const said: { event: string; run: number }[] = [];
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop()!;
    said.push(...lines.map((line) => JSON.parse(line)));
  });
  const end = ended(child);
  let hasEnded = false;
  void end.then(() => (hasEnded = true));
  const heard = async (event: string) => {
    for (;;) {
      const found = said.find((line) => line.event === event);
      if (found) return found;
      if (hasEnded) throw new Error(`ended without ${event}: ${(await end).stderr}`);
      await delay(20);
    }
  };
  return { child, said, end, heard };
}

test('runs of several terminals wait for each other; a sleeping trainer is not robbed, a killed one is replaced', minutes, async () => {
  const small = await smallStudio();
  const { db, folder } = small.studio;
  const home = folder.root;
  const queue = async (...args: string[]) => (await graft(['queue', ...args, '--json'], { home })).lines()[0];
  const first = train(small, long);
  const { run: a } = await first.heard('started');
  expect(first.said[0], 'one that need not wait says nothing of the queue').toEqual({ event: 'started', run: a });
  const second = train(small, short);
  const { run: b } = await second.heard('queued');
  expect(second.said).toEqual([{ event: 'queued', run: b, position: 1 }]);
  const third = train(small, short);
  const { run: c } = await third.heard('queued');
  expect(third.said).toEqual([{ event: 'queued', run: c, position: 2 }]);

  const refused = await graft(['train', small.pictures, ...short, '--now'], { home });
  expect([refused.code, refused.lines()]).toEqual([1, [{ error: expect.objectContaining({ code: 'busy', message: expect.stringContaining(`Run ${a}`) }) }]]);
  expect(listRuns(db)).toHaveLength(3);

  const [running, waiting] = [
    { run: a, state: 'running', position: 0, owner: first.child.pid },
    { run: b, state: 'queued', position: 1, owner: second.child.pid },
  ];
  expect(await queue('list')).toEqual([running, waiting, { run: c, state: 'queued', position: 2, owner: third.child.pid }]);
  expect((await queue('move', String(c), '1')).map(({ run }: { run: number }) => run)).toEqual([a, c, b]);
  third.child.kill('SIGINT');
  const left = await third.end;
  expect([left.code, left.lines().at(-1)]).toEqual([130, { error: expect.objectContaining({ code: 'cancelled' }) }]);
  expect(getRun(db, c).state).toBe('cancelled');
  expect((await queue('cancel', String(c))).error.code).toBe('bad-usage');

  // Asleep for an hour, as far as anybody can tell.
  first.child.kill('SIGSTOP');
  db.$client.prepare('UPDATE trainer_lease SET heartbeat_at_ms = heartbeat_at_ms - 3600000').run();
  await delay(3000);
  expect([getRun(db, a).state, getRun(db, b).state]).toEqual(['running', 'queued']);
  first.child.kill('SIGCONT');
  await delay(500);
  expect(getRun(db, a).state).toBe('running');

  first.child.kill('SIGKILL');
  const killedMs = performance.now();
  await second.heard('started');
  expect(performance.now() - killedMs, 'replaced within seconds').toBeLessThan(10_000);
  expect(getRun(db, a)).toMatchObject({ state: 'failed', error: { code: 'trainer-died' } });
  expect((await second.end).code).toBe(0);
  const told = second.said.map(({ event }) => event).filter((event) => event !== 'progress');
  expect(told).toEqual(['queued', 'started', 'epoch', 'firstAnswer', 'finished']);
  expect(await queue('list')).toEqual([]);
});

test('a waiting run that another program takes out of the queue ends its terminal; data folders do not wait for each other', minutes, async () => {
  const [here, there] = [await smallStudio(), await smallStudio()];
  const first = train(here, long);
  await first.heard('started');
  const elsewhere = train(there, long);
  await elsewhere.heard('started');
  const waiting = train(here, short);
  const { run } = await waiting.heard('queued');
  expect((await graft(['queue', 'cancel', String(run), '--json'], { home: here.studio.folder.root })).lines()).toEqual([{ run, state: 'cancelled' }]);
  const { code, lines } = await waiting.end;
  expect([code, lines().at(-1)]).toEqual([130, { error: expect.objectContaining({ code: 'cancelled', message: expect.stringContaining('another program') }) }]);
  const deleted = train(here, short);
  const { run: gone } = await deleted.heard('queued');
  await graft(['runs', 'delete', String(gone), '--yes'], { home: here.studio.folder.root });
  expect((await deleted.end).lines().at(-1)).toEqual({ error: expect.objectContaining({ code: 'cancelled', message: `Run ${gone} was deleted by another program before its turn came` }) });
  // One that is trained is asked to stop, writes a checkpoint, and can be gone on with.
  const askedMs = performance.now();
  const stopped = (await graft(['queue', 'cancel', String(first.said[0]!.run), '--json'], { home: here.studio.folder.root })).lines();
  expect(stopped).toEqual([{ run: first.said[0]!.run, state: 'cancelled' }]);
  console.log(`  stopped by another terminal after ${Math.round(performance.now() - askedMs)} ms, its start included`);
  expect((await first.end).code).toBe(130);
  elsewhere.child.kill('SIGINT');
  for (const { end } of [first, elsewhere]) expect((await end).lines().at(-1)).toMatchObject({ event: 'finished', status: 'cancelled' });
});
