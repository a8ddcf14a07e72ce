import type { TestLook } from '../../core/store/test-looks.ts';
import { fewestGroups } from '../../shared/independent-groups.ts';
import { dayHere, minuteHere } from '../../shared/local-time.ts';
import type { TestLedger, TestLock } from '../../shared/test-ledger.ts';
import { printable } from '../terminal/printable.ts';
import { table } from '../terminal/table.ts';
import { counted, percent } from '../terminal/units.ts';
import type { RunsCalled } from './runs-called.ts';

/** How often the test pictures were looked at, and what that leaves of the figure. */
export function testLedgerText({ looks, models, firstAtMs, low, high }: TestLedger): string {
  const seen = `These test pictures were looked at ${counted(looks, 'time')} since ${dayHere(firstAtMs)}, with ${counted(models, 'model')}`;
  if (models === 1) return `${seen}: nothing was chosen by them yet.`;
  if (low === null || high === null) return `${seen}. It takes ${fewestGroups} independent groups to say what that leaves of the figure; there are fewer.`;
  return `${seen}. Whoever takes the best of ${models} by them knows of it: between ${(low * 100).toFixed(1)} and ${percent(high)} (Bonferroni); tuning on what was seen can take it further off, and only new pictures tell.`;
}

/** "1", "3+4 average": the runs by their names. */
const modelText = (model: string, called: RunsCalled): string => printable(model).replace(/^\d+(\+\d+)*/, (runs) => runs.split('+').map((run) => called(Number(run))).join(' + '));

/** Every look, the oldest first. */
export function testLooksText(looks: readonly TestLook[], name: string, called: RunsCalled): string {
  if (looks.length === 0) return `Nobody has looked at test pictures of ${printable(name)}.`;
  const rows = looks.map(({ atMs, version, model }) => [minuteHere(atMs), String(version), modelText(model, called)]);
  const models = new Set(looks.map(({ model }) => model)).size;
  return `${table(['when', { title: 'version', align: 'right' }, 'run'], rows)}\n${counted(looks.length, 'look')}, with ${counted(models, 'model')}`;
}

/** What is kept from sight, how long, and how it ends. */
export function testLockText({ dataset, untilMs, finalRun }: TestLock, called: RunsCalled): string {
  const until = untilMs === null ? '' : ` until ${dayHere(untilMs)}`;
  if (finalRun !== null) return `Run ${called(finalRun)} was named final: it alone is judged by the test pictures of ${printable(dataset)}; what others get right on them is locked${until}.`;
  const name = `"graft datasets lock-test ${printable(dataset)} --run <run>" names the one that is judged by them.`;
  return `The test pictures of ${printable(dataset)} are locked${until || ' until a run is named final'}: runs are judged by validation. ${name}`;
}
