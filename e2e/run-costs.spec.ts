import { loadavg } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { call } from './fixtures/calls.ts';
import { applicationOf } from './fixtures/electron-under-test.ts';
import { openFewLeaves } from './fixtures/few-leaves.ts';
import { processorOfPages, processorSeconds } from './fixtures/processor-time.ts';
import { goTo, runSentence } from './fixtures/steps.ts';
import { expect, test } from './fixtures/test.ts';

// While a run trains, what its window shows is taken from its processor. In time of the processor, not of the clock: it holds beside others' work too.
// An epoch takes a second or two, as of a small folder; where it ends six a second, showing Train costs twice as much. GRAFT_SECONDS=20 for figures to be quoted.

const seconds = Number(process.env.GRAFT_SECONDS ?? 4);

/** Of one core, percent: what draws the page and what answers it, together. Without an animation that never ends and with two tellings a second: 4 and 7. */
const most = { Data: 8, Train: 12 } as const;

test('what a window takes from a run that trains while it shows Data, and Train', async ({ studio, workFolder }) => {
  const { page, server } = studio;
  await openFewLeaves(page, workFolder);
  const [project] = await call<{ id: string }[]>(page, 'datasets/list');
  await call(page, 'runs/start', { dataset: project!.id, spec: { freeze: 'none', epochs: 400, imageSize: 160 } });
  await goTo(page, 'Train');
  await expect(runSentence(page)).toHaveText(/[Ee]poch [2-9]/, { timeout: 90_000 });
  const program = applicationOf(page)?.process().pid;
  const costs = () => ({ ...processorOfPages(program ?? process.pid), main: processorSeconds(program ?? server!.pid) });
  for (const tab of ['Data', 'Train'] as const) {
    await goTo(page, tab);
    await wait(1000);
    let least = Infinity;
    // What else the machine does adds to a measure and never takes from one: the least of three decides.
    for (let tries = 0; tries < 3 && least >= most[tab]; tries++) {
      const before = costs();
      await wait(seconds * 1000);
      const after = costs();
      const share = (of: keyof typeof after) => ((after[of] - before[of]) / seconds) * 100;
      console.log(`${tab}: renderer ${share('renderer').toFixed(1)} %, main ${share('main').toFixed(1)} %, drawing ${share('drawing').toFixed(1)} % of a core; load ${loadavg()[0]!.toFixed(1)}`);
      least = Math.min(least, share('renderer') + share('main'));
    }
    expect(least, tab).toBeLessThan(most[tab]);
  }
});
