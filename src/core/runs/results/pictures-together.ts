import { togetherOf, type TogetherKeys } from '../../evaluation/accuracy-interval.ts';
import { once } from '../../once.ts';
import type { Database } from '../../store/database.ts';
import { groupsOfVersion } from '../../store/dataset-versions.ts';
import { intervalDraws } from '../../training/seeded-random.ts';

/** Which of the pictures of a version go together, asked by their rows: what every interval and test about runs reads. Null of a version without groups. */
export function picturesTogether(db: Database, versionId: number): (images: readonly (number | null)[]) => TogetherKeys | null {
  const groupsOf = once(() => groupsOfVersion(db, versionId));
  return (images) => {
    const groups = groupsOf();
    // A picture that is in the version no more is alone.
    return groups && togetherOf(images.map((id, at) => groups.get(id ?? -1) ?? { sha256: `picture ${at}` }), intervalDraws);
  };
}
