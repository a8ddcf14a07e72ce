/** Parts of a report, in its order. */
export const sectionNames = ['verdict', 'matrix', 'classes', 'mistakes', 'curves', 'calibration', 'answerSets', 'familiarity', 'suspects', 'stress', 'shortcut', 'freeze', 'attestation', 'receipts', 'data', 'settings', 'licence', 'annexIv'] as const;
export type SectionName = (typeof sectionNames)[number];
