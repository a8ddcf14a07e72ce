import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ValidationError } from '@orpc/contract';
import { ORPCError } from '@orpc/server';
import { expect, test } from 'vitest';
import { toWireError } from '../src/core/errors.ts';
import { unfinishedRun } from '../src/core/runs/results/unfinished-run.ts';
import { toContractError } from '../src/main/api/wire-errors.ts';
import { toCallError } from '../src/renderer/api/call-error.ts';
import type { StudioCallError } from '../src/renderer/api/call-error.ts';
import { wordsIn } from '../src/renderer/testing/words-in.ts';
import { de } from '../src/renderer/locales/de.ts';
import { saidMessage, saidWhole } from '../src/renderer/words/said-words.ts';
import { runSettings } from '../src/shared/run-settings.ts';
import { runSpecSchema } from '../src/shared/run-spec.ts';
import type { RunPlan } from '../src/shared/run-spec.ts';
import type { RunState } from '../src/shared/run-state.ts';
import { tempFolder } from './temp-folder.ts';

const german = wordsIn('de');

test('what the system refused is said in German, with the file it was about', async () => {
  const file = join(tempFolder(), 'graft-not-there', 'x');
  const said = await readFile(file).catch((error: unknown) => saidWhole(toWireError(error), german));
  expect(said).toBe(`${file} lässt sich nicht benutzen: sie ist nicht da (ENOENT). Bitte die Datei, ihren Besitzer und den Datenträger prüfen.`);
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write' });
  expect([toWireError(full).code, saidMessage(toWireError(full), german)]).toEqual(['out-of-disk', 'Der Datenträger ist voll']);
  const odd = Object.assign(new Error('EXYZ: odd, write'), { code: 'EXYZ', syscall: 'write' });
  expect(saidMessage(toWireError(odd), german)).toBe('Das System hat es abgelehnt: EXYZ (write)');
  // A fault of ours has no place in the files of a person.
  expect(toWireError(new TypeError('x is not a function'))).toEqual({ code: 'internal', message: 'x is not a function' });
});

test('a fault of the program in a call, an answer that never came and a link that is old are said in German', () => {
  const fault = toContractError(new TypeError('x is not a function'), 'runs.start', () => undefined);
  expect(saidMessage(toCallError(fault) as StudioCallError, german)).toBe('Das Programm ist auf einen eigenen Fehler gestoßen (runs.start)');
  expect(saidMessage(toCallError(new TypeError('Failed to fetch')) as StudioCallError, german)).toBe('Auf die Anfrage kam keine Antwort');
});

/** What is said of a spec that `runs.plan` does not take, as the window's card has it. */
function refusal(spec: Readonly<Record<string, unknown>>): string {
  const issues = runSpecSchema.safeParse(spec).error!.issues.map((issue) => ({ ...issue, path: ['spec', ...issue.path] }));
  const thrown = new ORPCError('BAD_REQUEST', { cause: new ValidationError({ message: 'Input validation failed', issues, data: { dataset: 'a', spec } }) });
  return saidWhole(toCallError(toContractError(thrown, 'runs.plan', () => undefined)) as StudioCallError, german);
}
const plain = (text: string): string => text.replaceAll(/[\u00a0\u202f]/g, ' ');

test('text of another form than a setting takes is said in German with what it takes, whatever setting it is', () => {
  expect(refusal({ averageEpochs: 'foo' })).toBe('Mittel von Epochen (last:5, best:3): „foo“ passt nicht. Möglich: none, last:5, best:5.');
  for (const row of runSettings) {
    if (!('takes' in row) && row.kind !== 'size') continue;
    expect(refusal({ [row.key]: 'foo' }), row.key).toMatch(new RegExp(`^${literal(de.runSettings.names[row.key])}: „foo“ passt nicht\\. Möglich: .*\\d`));
  }
});

const literal = (text: string): string => text.replaceAll(/[()[\]{}.*+?^$|\\]/g, '\\$&');

test('a number that a setting does not take is refused by the name of the setting, what it was given and what it takes', () => {
  expect(refusal({ learningRate: 0 })).toBe('Lernrate: 0 ist zu klein. Bitte mehr als 0 wählen.');
  expect(refusal({ weightDecay: -0.0001 })).toBe('Gewichtsabnahme: -0,0001 ist zu klein. Bitte 0 oder mehr wählen.');
  expect(refusal({ epochs: 2.5 })).toBe('Epochen: 2,5 ist keine ganze Zahl. Bitte eine ganze Zahl wählen.');
  expect(refusal({ batchSize: 2000 })).toBe('Stapelgröße: 2.000 ist zu groß. Bitte 1.024 oder weniger wählen.');
  expect(plain(refusal({ timeBudgetSeconds: 0 }))).toMatch(/^Zeitbudget: 0 Sek\.? ist zu klein\. Bitte .* wählen\.$/);
  expect(refusal({ name: 'x'.repeat(300) })).toMatch(/^Name: 300 Zeichen sind zu viele\. Höchstens \d+ gehen\.$/);
  for (const row of runSettings) {
    if (row.kind !== 'number' && row.kind !== 'whole') continue;
    for (const value of [row.min - 1, ...('isAbove' in row ? [row.min] : []), ...('max' in row ? [row.max + 1] : [])]) {
      expect(refusal({ [row.key]: value }), `${row.key} ${value}`).toMatch(new RegExp(`^${literal(de.runSettings.names[row.key])}: .*\\d.* ist zu (klein|groß)\\. Bitte .*\\d.* wählen\\.$`));
    }
  }
});

test('of a stopped run it is said that somebody can go on with it; only one that still comes is waited for', () => {
  const said = (state: RunState): string => saidWhole(toWireError(unfinishedRun({ id: 3, name: null, state, plan: {} as RunPlan, error: null }, 'x')), german);
  expect(said('cancelled')).toBe('Lauf 3 wurde angehalten und hat kein fertiges Modell. Bitte fortsetzen oder einen anderen Lauf wählen.');
  expect(said('running')).toBe('Lauf 3 läuft und hat noch kein fertiges Modell. Bitte warten, bis er fertig ist, oder einen anderen Lauf wählen.');
});
