import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { StudioError } from '../errors.ts';
import { sha256OfFile } from '../files/hash-file.ts';
import type { EngineLocation } from '../engine-host/locate.ts';

/** Written by scripts/setup/engine-files.mjs; a set-up before that wrote no `files`. */
const cardSchema = z.object({
  files: z.record(z.string(), z.object({ sizeBytes: z.int(), sha256: z.string() })).optional(),
});

const damaged = (folder: string, what: string, cause?: unknown) =>
  new StudioError('engine-failed', `The TensorFlow engine in ${folder} is damaged: ${what}`, {
    values: { kind: 'engine-damaged', place: folder },
    hint: 'Run "npm run setup" in the checkout of Graft Studio: it makes the engine again (a packaged program: install it again).',
    cause,
  });

/**
 * Compares every file of an engine with the sha256 it had when it was made. Half a second for the 850 MB of a CPU engine, so not at
 * every start: `graft doctor` and the set-up do it.
 * @returns `not-recorded` where an older set-up made it
 * @throws StudioError `engine-failed` naming the file
 */
export async function verifyEngine({ folder }: Pick<EngineLocation, 'folder'>): Promise<'verified' | 'not-recorded'> {
  const text = await readFile(join(folder, 'engine.json'), 'utf8');
  const { files } = parseCard(folder, text);
  if (!files) return 'not-recorded';
  for (const [name, { sizeBytes, sha256 }] of Object.entries(files)) {
    const file = join(folder, name);
    const stats = await stat(file).catch((cause: unknown) => {
      throw damaged(folder, `${name} cannot be read`, cause);
    });
    if (stats.size !== sizeBytes) throw damaged(folder, `${name} has ${stats.size} bytes instead of ${sizeBytes}`);
    const found = await sha256OfFile(file);
    if (found !== sha256) throw damaged(folder, `${name} has the sha256 ${found} instead of ${sha256}`);
  }
  return 'verified';
}

function parseCard(folder: string, text: string): z.infer<typeof cardSchema> {
  try {
    return cardSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw damaged(folder, 'its engine.json cannot be read', cause);
  }
}
