import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ValidationError } from '@orpc/contract';
import { ORPCError } from '@orpc/server';
import { expect, test } from 'vitest';
import { toWireError } from '../src/core/errors.ts';
import { toContractError } from '../src/main/api/wire-errors.ts';
import { toCallError } from '../src/renderer/api/call-error.ts';
import type { StudioCallError } from '../src/renderer/api/call-error.ts';
import { wordsIn } from '../src/renderer/composables/words-for-tests.ts';
import { saidMessage, saidWhole } from '../src/renderer/words/said-words.ts';
import { runSettings } from '../src/shared/run-settings.ts';
import { runSpecSchema } from '../src/shared/run-spec.ts';
import { tempFolder } from './temp-folder.ts';

const german = wordsIn('de');

test('what the system refused is said in German, with the file it was about', async () => {
  const file = join(tempFolder(), 'graft-not-there', 'x');
  const said = await readFile(file).catch((error: unknown) => saidWhole(toWireError(error), german));
  expect(said).toBe(`${file} lässt sich nicht benutzen: sie ist nicht da (ENOENT) Bitte die Datei, ihren Besitzer und den Datenträger prüfen.`);
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

test('text of another form than a setting takes is said in German, whatever setting it is', () => {
  const said = (key: string): string => {
    const issues = runSpecSchema.safeParse({ [key]: 'foo' }).error!.issues.map((issue) => ({ ...issue, path: ['spec', ...issue.path] }));
    const thrown = new ORPCError('BAD_REQUEST', { cause: new ValidationError({ message: 'Input validation failed', issues, data: {} }) });
    return saidMessage(toCallError(toContractError(thrown, 'runs.plan', () => undefined)) as StudioCallError, german);
  };
  expect(said('averageEpochs')).toBe('Mittel von Epochen: none, last:5, best:5');
  for (const row of runSettings) if ('takes' in row) expect(said(row.key), row.key).not.toMatch(/englisch|^[a-zA-Z]+$/);
});
