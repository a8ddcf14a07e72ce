import { catalogue } from '../../nets/catalogue.ts';
import type { CatalogueRow } from '../../nets/catalogue.ts';
import { listBackbones } from '../../weights/backbones.ts';
import type { Studio } from '../../open-studio.ts';

/** From small to large: what is worth a download to whoever wants more than the base model at hand. */
const recommended = ['resnet50.a1_in1k', 'resnet101.a1h_in1k'] as const;
/** Less published accuracy more, in points, is not worth it. */
const worthPoints = 1;

/** The next larger recommended base model that is published to be better; null where the run's own is none of ours, or nothing better is. */
export function nextBaseModel(current: string | null): CatalogueRow | null {
  const own = current === null ? null : (catalogue.get(current) ?? null);
  if (current !== null && !own) return null;
  const rows = recommended.map((id) => catalogue.get(id)!);
  const isBetter = (row: CatalogueRow) =>
    row.gmac >= (own?.gmac ?? 0) && row.id !== own?.id && row.accuracy!.top1 >= (own?.accuracy?.top1 ?? 0) + worthPoints;
  return rows.find(isBetter) ?? null;
}

/** The same with what a person must know of it: published accuracies 0..1, and whether it must be downloaded. */
export async function betterBaseModel({ folder }: Pick<Studio, 'folder'>, current: string | null) {
  const row = nextBaseModel(current);
  if (!row) return null;
  const known = (await listBackbones(folder)).find(({ id }) => id === row.id);
  const published = (own: CatalogueRow | undefined): number | null => (own?.accuracy ? own.accuracy.top1 / 100 : null);
  return {
    from: current,
    fromAccuracy: published(catalogue.get(current ?? '')),
    to: row.id,
    toAccuracy: published(row)!,
    sizeBytes: row.sizeBytes,
    isOnDisk: known?.onDisk ?? false,
  };
}
