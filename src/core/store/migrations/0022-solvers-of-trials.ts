/** Version 22: a head is solved unless steps are asked for; trials that wait since before are found as those of their study that are done: step by step. */
export const solversOfTrials = /* sql */ `
UPDATE study_trials SET spec = json_set(spec, '$.solver', 'iterative')
WHERE run_id IS NULL AND json_extract(spec, '$.solver') IS NULL AND coalesce(json_extract(spec, '$.freeze'), 'head') LIKE 'head%';
`;
