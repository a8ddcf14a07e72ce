/**
 * Version 35: an accuracy's interval counts groups where pictures lie in groups. Evaluations of before on such data sets counted pictures: the next
 * start counts them again (`recount-intervals.ts`), which no SQL can.
 */
export const countedGroups = /* sql */ `
ALTER TABLE evaluations ADD COLUMN is_recount_due INTEGER NOT NULL DEFAULT 0 CHECK (is_recount_due IN (0, 1));
UPDATE evaluations SET is_recount_due = 1
WHERE dataset_version_id IN (SELECT id FROM dataset_versions WHERE group_source IS NOT NULL);
CREATE INDEX evaluations_to_recount ON evaluations (id) WHERE is_recount_due = 1;
`;
