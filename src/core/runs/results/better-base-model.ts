import { listBackbones } from '../../weights/backbones.ts';
import type { BackboneInfo } from '../../weights/backbones.ts';
import type { Studio } from '../../open-studio.ts';
import { recommendedBackbones } from '../plan/recommended-backbones.ts';
import type { Computer } from '../plan/recommended-backbones.ts';

/** Less published accuracy more, in points, is not worth it. */
const worthPoints = 1;

/**
 * The next larger of the base models that are recommended for a computer, published to be better than the run's own; null where that is
 * none of the catalogue's, or nothing better is recommended. `current` null: the network started drawn.
 */
export function nextBaseModel<One extends Omit<BackboneInfo, 'file'>>(current: string | null, known: readonly One[], computer: Computer): One | null {
  const own = known.find(({ id }) => id === current);
  if (current !== null && (!own || own.origin === 'imported')) return null;
  const isBetter = ({ id, accuracy, gmac }: One) =>
    accuracy !== null && id !== own?.id && gmac >= (own?.gmac ?? 0) && accuracy.top1 >= (own?.accuracy?.top1 ?? 0) + worthPoints;
  const recommended = new Set(recommendedBackbones(known, computer).map(({ id }) => id));
  return known.filter((one) => recommended.has(one.id) && isBetter(one)).toSorted((a, b) => a.gmac - b.gmac)[0] ?? null;
}

/** The same with what a person must know of it: published accuracies 0..1, and whether it must be downloaded. */
export async function betterBaseModel({ folder }: Pick<Studio, 'folder'>, current: string | null, computer: Computer) {
  const known = await listBackbones(folder);
  const next = nextBaseModel(current, known, computer);
  if (!next) return null;
  const published = (one: BackboneInfo | undefined): number | null => (one?.accuracy ? one.accuracy.top1 / 100 : null);
  return {
    from: current,
    fromAccuracy: published(known.find(({ id }) => id === current)),
    to: next.id,
    toAccuracy: published(next)!,
    sizeBytes: next.sizeBytes,
    isOnDisk: next.onDisk,
  };
}
