/** Version 29: an evaluation says whether the weights that count answered, or those of the last epoch. */
export const weightsThatAnswered = /* sql */ `
ALTER TABLE evaluations ADD COLUMN weights TEXT NOT NULL DEFAULT 'kept' CHECK (weights IN ('kept', 'last'));
`;
