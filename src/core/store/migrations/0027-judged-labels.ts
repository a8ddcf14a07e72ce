/** Version 27: what a person said of labels that were doubted, and of pictures that came again. */
export const judgedLabels = /* sql */ `
CREATE TABLE label_judgements (
  id INTEGER PRIMARY KEY,
  dataset_id TEXT NOT NULL REFERENCES datasets (id) ON DELETE CASCADE,
  path TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('suspect', 'again')),
  given TEXT NOT NULL,
  said TEXT,
  at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX label_judgements_of_dataset ON label_judgements (dataset_id, kind);
`;
