/** Version 24: plans say whether pictures are mixed; none before did. */
export const mixupInPlans = /* sql */ `
UPDATE runs SET plan = json_set(plan, '$.mixup', 0) WHERE plan IS NOT NULL;
`;
