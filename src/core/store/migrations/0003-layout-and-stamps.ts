/**
 * Version 3: which layout a person chose for a data set; links to folders that are read already; what tells one file of a path from
 * another of the same size and time.
 */
export const layoutAndStamps = /* sql */ `
ALTER TABLE datasets ADD COLUMN layout TEXT CHECK (layout IN ('sides', 'classes', 'inner'));
ALTER TABLE datasets ADD COLUMN linked_folders TEXT NOT NULL DEFAULT '[]';

CREATE TABLE file_stamps (
  image_id INTEGER PRIMARY KEY REFERENCES images (id) ON DELETE CASCADE,
  inode REAL NOT NULL,
  changed_ms REAL NOT NULL
) STRICT;
`;
