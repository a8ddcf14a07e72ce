import { StudioError } from '../errors.ts';
import { netSpecSchema } from '../../shared/net-spec.ts';
import type { NetSpec } from '../../shared/net-spec.ts';
import { nameOf, namedNets } from './named.ts';

export interface FoundNet {
  /** Null where no named network has this trunk. */
  readonly name: string | null;
  readonly spec: NetSpec;
}

/** A spec itself. */
export const isWholeSpec = (text: string): boolean => text.trimStart().startsWith('{');

/**
 * The network of a name, or of a spec as JSON; no file is read.
 * @throws StudioError `not-found` | `bad-usage` naming the first thing in the spec that is wrong
 */
export function netMeant(text: string): FoundNet {
  if (isWholeSpec(text)) {
    const spec = parseNetSpec(text, 'This');
    return { name: nameOf(spec), spec };
  }
  const named = namedNets.get(text);
  if (named) return named;
  throw new StudioError('not-found', `There is no network called "${text}"`, {
    field: 'net',
    values: { kind: 'no-such-network', name: text },
    hint: `"graft nets list" shows all; a file with a spec is given as a path: ./${text} or ${text}.json.`,
  });
}

/** @param file what messages call it @throws StudioError `bad-usage` naming the first thing that is wrong */
export function parseNetSpec(json: string, file: string): NetSpec {
  const refuse = (problem: string, cause: unknown): never => {
    throw new StudioError('bad-usage', `${file} is no spec of a network: ${problem}`, {
      field: 'net',
      hint: '"graft nets show resnet18 --json" shows one whole.',
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
