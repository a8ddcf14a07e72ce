import { inTransaction, type Database } from '../../store/database.ts';
import { updateDataset } from '../../store/datasets.ts';
import { nextRevision } from '../../store/labels.ts';
import { datasetState, sharesOf } from './dataset-state.ts';
import { ensureVersion } from './ensure-version.ts';
import type { SplitShares } from './split.ts';
import { checkShares } from './split-shares.ts';

/**
 * Asks for another split. It is dealt anew from shares, seed and contents alone, or as it was when the same was asked for
 * before; asking for what is so already changes nothing. The user's own train/, val/ and test/ folders stay.
 * @throws StudioError `not-found`, `bad-usage`
 */
export function setSplit(db: Database, datasetId: string, asked: SplitShares): void {
  const { val, test, seed } = checkShares(asked);
  const before = sharesOf(datasetState(db, datasetId).dataset);
  if (val === before.val && test === before.test && seed === before.seed) return;
  inTransaction(db, () => {
    updateDataset(db, datasetId, { valShare: val, testShare: test, splitSeed: seed });
    nextRevision(db, datasetId);
  });
  if (datasetState(db, datasetId).plan().classes.length > 1) ensureVersion(db, datasetId);
}
