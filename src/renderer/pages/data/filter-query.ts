import type { ImageFilter } from '../../../shared/contract/image-calls.ts';

/** The filter as the address keeps it (`?class=dock&problem=duplicates&wrong=7&q=img`), so that a link shows the same wall. */
export type FilterQuery = Record<string, string>;

const sides = ['train', 'val', 'test'] as const;
export const problems = ['duplicates', 'near-duplicates', 'label-conflicts', 'across-sides', 'excluded', 'unreadable', 'dim', 'cut-off'] as const;
export type Problem = (typeof problems)[number];

type AnyQuery = Readonly<Record<string, string | null | undefined | readonly (string | null)[]>>;

/** What the address asks for; what it says wrongly is left out. */
export function filterFromQuery(query: AnyQuery): ImageFilter {
  const text = (key: string) => (typeof query[key] === 'string' ? (query[key] as string) : undefined);
  const split = sides.find((side) => side === text('split'));
  const problem = problems.find((each) => each === text('problem'));
  const run = Number(text('wrong'));
  const search = text('q')?.slice(0, 500);
  return {
    ...(text('unlabelled') === undefined ? {} : { className: null }),
    ...(text('class') ? { className: text('class') } : {}),
    ...(split ? { split } : {}),
    ...(problem ? { problem } : {}),
    ...(Number.isInteger(run) && run > 0 ? { wrongByRun: run } : {}),
    ...(search ? { search } : {}),
  };
}

export function queryFromFilter(filter: ImageFilter): FilterQuery {
  return {
    ...(filter.className === null ? { unlabelled: '1' } : {}),
    ...(filter.className ? { class: filter.className } : {}),
    ...(filter.split ? { split: filter.split } : {}),
    ...(filter.problem ? { problem: filter.problem } : {}),
    ...(filter.wrongByRun ? { wrong: String(filter.wrongByRun) } : {}),
    ...(filter.search ? { q: filter.search } : {}),
  };
}

export const isFiltered = (filter: ImageFilter): boolean => Object.keys(queryFromFilter(filter)).length > 0;
