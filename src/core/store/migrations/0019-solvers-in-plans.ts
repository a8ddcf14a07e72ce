const iterative = (at: number) => `'$.phases[${at}].solver', 'iterative', '$.phases[${at}].l2', NULL`;

/** Version 19: plans say how a head is found; until then always step by step. */
export const solversInPlans = /* sql */ `
UPDATE runs SET plan = json_set(plan, ${iterative(0)}) WHERE plan IS NOT NULL;
UPDATE runs SET plan = json_set(plan, ${iterative(1)}) WHERE json_array_length(plan, '$.phases') = 2;
`;
