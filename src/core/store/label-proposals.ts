import { asc, eq } from 'drizzle-orm';
import { inTransaction, type Database } from './database.ts';
import { labelProposals, type ProposalKind } from './dataset-tables.ts';

export interface LabelProposal {
  sha256: string;
  kind: ProposalKind;
}

/** Keeps what was proposed; of a picture that was proposed before, how it was the first time. */
export function saveProposals(db: Database, datasetId: string, proposals: readonly LabelProposal[]): void {
  if (proposals.length === 0) return;
  const atMs = Date.now();
  inTransaction(db, () => {
    db.insert(labelProposals).values(proposals.map((each) => ({ datasetId, atMs, ...each }))).onConflictDoNothing().run();
  });
}

/** Oldest first. */
export const proposalsOf = (db: Database, datasetId: string): LabelProposal[] =>
  db.select().from(labelProposals).where(eq(labelProposals.datasetId, datasetId)).orderBy(asc(labelProposals.atMs), asc(labelProposals.sha256)).all();
