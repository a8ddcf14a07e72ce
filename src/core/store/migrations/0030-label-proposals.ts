/** Version 30: which pictures were proposed to be labelled, and whether they were chosen or drawn, so that what choosing gains can be shown. */
export const labelProposalsKept = /* sql */ `
CREATE TABLE label_proposals (
  dataset_id TEXT NOT NULL REFERENCES datasets (id) ON DELETE CASCADE,
  sha256 TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('typical', 'uncertain', 'random')),
  at_ms INTEGER NOT NULL,
  PRIMARY KEY (dataset_id, sha256)
) STRICT, WITHOUT ROWID;
`;
