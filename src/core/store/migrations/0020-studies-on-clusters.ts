/** Version 20: studies whose trials run on other machines. */
export const studiesOnClusters = /* sql */ `
ALTER TABLE studies ADD COLUMN cluster TEXT CHECK (cluster IS NULL OR json_valid(cluster));
ALTER TABLE study_trials ADD COLUMN written TEXT CHECK (written IS NULL OR json_valid(written));
`;
