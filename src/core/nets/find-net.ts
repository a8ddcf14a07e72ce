import { readFile, stat } from 'node:fs/promises';
import { StudioError } from '../errors.ts';
import { netSpecSchema } from '../../shared/net-spec.ts';
import type { NetSpec } from '../../shared/net-spec.ts';
import { nameOf, namedNets } from './named.ts';

/** A spec is some hundred bytes; more is another file. */
const maxSpecBytes = 1_000_000;

export interface FoundNet {
  /** Null where no named network has this trunk. */
  readonly name: string | null;
  readonly spec: NetSpec;
}

/** A spec itself. */
const isWhole = (text: string): boolean => text.trimStart().startsWith('{');

/** What looks like a path is one, whatever networks there are; anything else is a name. */
const isPath = (text: string): boolean => /[/\\]|\.json$/i.test(text);

/**
 * The network that a person means by a name (`cifar_resnet20`) or by a file with its spec (`net.json`, `./net`).
 * @throws StudioError `not-found` | `bad-usage` naming the first thing in the file that is wrong
 */
export async function findNet(text: string): Promise<FoundNet> {
  if (!isWhole(text) && isPath(text)) {
    const spec = parseNetSpec(await readSpec(text), text);
    return { name: nameOf(spec), spec };
  }
  return netMeant(text);
}

/**
 * The network of a name, or of a spec as JSON; no file is read.
 * @throws StudioError `not-found` | `bad-usage` naming the first thing in the spec that is wrong
 */
export function netMeant(text: string): FoundNet {
  if (isWhole(text)) {
    const spec = parseNetSpec(text, 'This');
    return { name: nameOf(spec), spec };
  }
  const named = namedNets.get(text);
  if (named) return named;
  throw new StudioError('not-found', `There is no network called "${text}"`, {
    field: 'net',
    hint: `\`graft nets list\` shows all; a file with a spec is given as a path: ./${text} or ${text}.json.`,
  });
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
      hint: 'Give a file with the spec of a network as JSON, or a name of `graft nets list`.',
      cause: error,
    });
  }
}

/** @throws StudioError `bad-usage` */
function parseNetSpec(json: string, file: string): NetSpec {
  const refuse = (problem: string, cause: unknown): never => {
    throw new StudioError('bad-usage', `${file} is no spec of a network: ${problem}`, {
      field: 'net',
      hint: '`graft nets show resnet18 --json` shows one whole.',
      cause,
    });
  };
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    return refuse((error as SyntaxError).message, error);
  }
  const parsed = netSpecSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = issue!.path.join('.');
  return refuse(`${path === '' ? '' : `${path} `}${issue!.message}`, parsed.error);
}
