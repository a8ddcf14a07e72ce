const figures = ['accuracy', 'correct', 'images', 'macroF1', 'accuracyInterval[0]', 'accuracyInterval[1]', 'independentGroups'];

/**
 * Version 37: the figures by which lists go, beside their evaluations. Out of its metrics each of them costs the whole text: with a thousand classes two megabytes of
 * confusion matrix, for every run of a list.
 */
export const headlineFigures = /* sql */ `
CREATE INDEX evaluations_headline ON evaluations (
  run_id, dataset_version_id, split,
  ${figures.map((figure) => `json_extract(metrics, '$.${figure}')`).join(',\n  ')}
);
`;
