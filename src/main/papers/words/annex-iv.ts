import type { SectionName } from './section-names.ts';

/** Points of Annex IV of Regulation (EU) 2024/1689, with the parts of a report that tell something of them; none tells all, and of some there is nothing. */
export const annexRows = [
  { point: '1 (a)', where: ['freeze'] },
  { point: '1 (b)', where: [] },
  { point: '1 (c)', where: [] },
  { point: '1 (d)', where: ['receipts'] },
  { point: '1 (e)', where: [] },
  { point: '1 (f)', where: [] },
  { point: '1 (g)', where: [] },
  { point: '1 (h)', where: [] },
  { point: '2 (a)', where: ['freeze', 'licence', 'settings'] },
  { point: '2 (b)', where: ['settings', 'freeze', 'verdict'] },
  { point: '2 (c)', where: ['freeze'] },
  { point: '2 (d)', where: ['data', 'suspects'] },
  { point: '2 (e)', where: ['answerSets', 'familiarity'] },
  { point: '2 (f)', where: [] },
  { point: '2 (g)', where: ['verdict', 'matrix', 'classes', 'calibration', 'stress', 'shortcut', 'data'] },
  { point: '2 (h)', where: ['attestation', 'receipts'] },
  { point: '3', where: ['verdict', 'classes', 'mistakes', 'stress', 'shortcut', 'familiarity'] },
  { point: '4', where: ['verdict', 'classes', 'calibration'] },
  { point: '5', where: [] },
  { point: '6', where: [] },
  { point: '7', where: [] },
  { point: '8', where: [] },
  { point: '9', where: [] },
] as const satisfies readonly { point: string; where: readonly SectionName[] }[];

export type AnnexPoint = (typeof annexRows)[number]['point'];
