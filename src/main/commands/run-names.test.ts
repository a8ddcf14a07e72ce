import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { graft } from '../../../test/graft.ts';
import { openSmallStudio, quick } from '../../../test/small-studio.ts';
import type { SmallStudio } from '../../../test/small-studio.ts';
import { startRun } from '../../../test/train-run.ts';
import { forEachLimited } from '../../core/datasets/files/for-each-limited.ts';
import { planHere } from '../../core/runs/lifecycle/plan-here.ts';

/** A terminal takes what stands in the first for a command. */
const names = ['first \u001b[31mtry\nof two', 'second'] as const;
/** As every sentence says them. */
const called = ['1 "first \\u001b[31mtry\\nof two"', '2 "second"'] as const;
let small: SmallStudio;
beforeAll(async () => {
  small = await openSmallStudio([40, 40]);
  const silent = { onStarted: () => undefined, onEvent: () => undefined, signal: new AbortController().signal };
  for (const name of names) {
    const spec = { ...quick, name, epochs: 1 };
    await startRun(small.studio, small.dataset, await planHere(small.studio, small.dataset, spec), spec, silent);
  }
}, 120_000);
afterAll(() => small.close());

test('whatever speaks of a run calls it by its number and its name, in one way, and shows what a terminal would take for a command', { timeout: 400_000 }, async () => {
  const home = small.studio.folder.root;
  const picture = path.join(small.pictures, 'class-0', '0.png');
  const both = [`run ${called[0]}`, `run ${called[1]}`];
  const speaking: [string[], string[]][] = [
    [['runs', 'show', '1'], [`Run ${called[0]}\n`]],
    [['runs', 'compare', '1', '2'], [`Run ${called[0]}: `, `Run ${called[1]}: `]],
    [['runs', 'pin', '1'], [`Run ${called[0]} is pinned`]],
    [['runs', 'note', '1', 'a note'], [`Noted on run ${called[0]}.`]],
    [['stress', '1', '--images', '8'], [`Run ${called[0]} under stress`]],
    [['shortcut', '1', '--images', '8'], [`What run ${called[0]} looks at`]],
    [['familiarity', '1'], [`What run ${called[0]} never saw`]],
    [['explain', '1', picture], [`Run ${called[0]} gives`]],
    [['evaluate', '1+2'], [`Run ${called[0]} alone`, `Run ${called[1]} alone`]],
    [['predict', '1+2', picture], both],
    [['adapt', '1', small.pictures, '--keep', '--name', 'third'], [`Kept as run 3 "third"; run ${called[0]} is as it was`]],
    [['resume', '1'], [`Run ${called[0]} is done`]],
    [['evaluate', '1+1'], [`Run ${called[0]} is named twice`]],
    [['export', '1', '--format', 'safetensors', '--out', path.join(small.scratch, 'model')], [`Exported run ${called[0]}`]],
    [['train', small.dataset.dataset.id, '--from', '1', '--dry-run'], [`goes on from run ${called[0]}`]],
  ];
  await forEachLimited(speaking, 2, async ([args, sayings]) => {
    const { stdout, stderr } = await graft(args, { home });
    const told = `${stdout}${stderr}`;
    for (const saying of sayings) expect(told, args.join(' ')).toContain(saying);
    expect(told, args.join(' ')).not.toContain('\u001b[31m');
  });
  const out = path.join(small.scratch, 'report.html');
  expect((await graft(['report', '1', '--out', out], { home })).stdout).toContain(`the report of run ${called[0]} to`);
  const html = readFileSync(out, 'utf8');
  expect(html).toContain('<title>Report of run 1 (“first \\u001b[31mtry\\nof two”)</title>');
  // eslint-disable-next-line no-control-regex
  expect(html).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
});
