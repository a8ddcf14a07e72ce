/** Version 6: whether a picture of 16 bits a sample uses 12 of them; 0 for what was read before. */
export const dimPictures = /* sql */ `
ALTER TABLE images ADD COLUMN is_dim INTEGER NOT NULL DEFAULT 0 CHECK (is_dim IN (0, 1));
`;
