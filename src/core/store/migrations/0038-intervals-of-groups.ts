/**
 * Version 38: an accuracy's interval of pictures in groups is no bootstrap any more, which was too narrow of few groups (docs/decisions/0115). The next start
 * counts those of before again (`recount-intervals.ts`), so that one run is not told two ranges.
 */
export const intervalsOfGroups = /* sql */ `
UPDATE evaluations SET is_recount_due = 1
WHERE dataset_version_id IN (SELECT id FROM dataset_versions WHERE group_source IS NOT NULL);
`;
