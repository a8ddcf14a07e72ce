import { readdir, readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { ifReachable } from '../../files/if-there.ts';
import { parsedJson } from '../../files/parsed-json.ts';
import { StudioError, toWireError } from '../../errors.ts';
import { wireErrorSchema } from '../../../shared/errors.ts';
import type { WireError } from '../../../shared/errors.ts';

type Mark = 'started' | 'done' | 'failed';

const failedSchema = z.object({ host: z.string().nullish(), code: z.number().nullish(), error: wireErrorSchema.nullish(), how: z.string().nullish() });

/** Where the driver says the trials are, by name: one listing of one folder, however many there are. */
export async function readMarks(folder: string): Promise<Map<string, Mark>> {
  const marks = new Map<string, Mark>();
  for (const entry of (await ifReachable(readdir(folder))) ?? []) {
    const [, name, mark] = /^(\d+)\.(started|done|failed)$/.exec(entry) ?? [];
    if (name !== undefined && marks.get(name) !== 'done' && (mark !== 'started' || !marks.has(name))) marks.set(name, mark as Mark);
  }
  return marks;
}

/** Why a trial failed; where it ended without a word, that. */
export async function failureOf(folder: string, name: string): Promise<WireError> {
  const text = await ifReachable(readFile(join(folder, `${name}.failed`), 'utf8'));
  // The mark is there, whatever it says.
  const parsed = failedSchema.safeParse(text === null ? {} : parsedJson(text));
  const { host, code, error, how } = parsed.success ? parsed.data : {};
  if (error) return error;
  const told = how ?? (typeof code === 'number' ? `exit code ${code}` : 'no answer');
  const where = host ?? hostname();
  return toWireError(new StudioError('trainer-died', `Trial ${name} ended on ${host ?? 'its node'} without a result: ${told}`, { values: { kind: 'trial-crashed', host: where, how: told }, hint: 'Going on with the study tries it again; runner.log in its folder says more.' }));
}
