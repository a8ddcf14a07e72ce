/** Version 36: epochs whose mean a run's weights are stand beside its best epoch, so that a run that rests has them too; before, the figures of finished runs held them. */
export const averagedEpochs = /* sql */ `
ALTER TABLE runs ADD COLUMN averaged TEXT;
UPDATE runs SET averaged = json_extract(metrics, '$.averaged'), metrics = json_remove(metrics, '$.averaged') WHERE json_extract(metrics, '$.averaged') IS NOT NULL;
`;
