/** Version 8: why a file is no usable picture as data (JSON) beside the English sentence; null for what was read before. */
export const problemValues = /* sql */ `
ALTER TABLE images ADD COLUMN problem_values TEXT;
`;
