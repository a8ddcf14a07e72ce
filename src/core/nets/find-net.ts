import { readFile, stat } from 'node:fs/promises';
import { StudioError } from '../errors.ts';
import { nameOf } from './named.ts';
import { isWholeSpec, netMeant, parseNetSpec } from './net-meant.ts';
import type { FoundNet } from './net-meant.ts';

/** A spec is some hundred bytes; more is another file. */
const maxSpecBytes = 1_000_000;

/** What looks like a path is one, whatever networks there are; anything else is a name. */
const isPath = (text: string): boolean => /[/\\]|\.json$/i.test(text);

/**
 * The network that a person means by a name (`cifar_resnet20`) or by a file with its spec (`net.json`, `./net`).
 * @throws StudioError `not-found` | `bad-usage` naming the first thing in the file that is wrong
 */
export async function findNet(text: string): Promise<FoundNet> {
  if (!isWholeSpec(text) && isPath(text)) {
    const spec = parseNetSpec(await readSpec(text), text);
    return { name: nameOf(spec), spec };
  }
  return netMeant(text);
}

async function readSpec(file: string): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size <= maxSpecBytes) return await readFile(file, 'utf8');
    throw new StudioError('bad-usage', `${file} has ${size} bytes; the spec of a network has some hundred`, { field: 'net' });
  } catch (error) {
    if (error instanceof StudioError) throw error;
    throw new StudioError('not-found', `${file} cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}`, {
      field: 'net',
      hint: 'Give a file with the spec of a network as JSON, or a name of "graft nets list".',
      cause: error,
    });
  }
}
