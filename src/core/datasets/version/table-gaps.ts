import type { DatasetState } from './dataset-state.ts';
import { usableImages, type GroupTable } from './found-groups.ts';

/** Two groups of a table that are one, because a picture of the one has the content of a picture of the other. */
interface JoinedGroups {
  readonly groups: readonly [string, string];
  readonly files: readonly [string, string];
}

/** What a person who wrote a table of groups may not have meant. */
export interface TableGaps {
  /** Usable pictures that it says nothing of; each is one by itself. */
  readonly alone: readonly string[];
  readonly joined: readonly JoinedGroups[];
}

/** @param table what it says of the pictures of `state`, by their paths */
export function tableGaps(state: Pick<DatasetState, 'images'>, table: GroupTable): TableGaps {
  const images = usableImages(state);
  const said = images.flatMap(({ file: { path, sha256 } }) => (table.has(path) ? [{ path, sha256, group: table.get(path)! }] : []));
  const named = new Set(said.map(({ sha256 }) => sha256));
  const alone = images.flatMap(({ file: { path, sha256 } }) => (named.has(sha256) ? [] : [path]));
  const joined = new Map<string, JoinedGroups>();
  for (const [first, ...others] of Map.groupBy(said, ({ sha256 }) => sha256).values()) {
    for (const other of others) {
      const key = JSON.stringify([first!.group, other.group].toSorted());
      if (first!.group === other.group || joined.has(key)) continue;
      joined.set(key, { groups: [first!.group, other.group], files: [first!.path, other.path] });
    }
  }
  return { alone, joined: [...joined.values()] };
}
