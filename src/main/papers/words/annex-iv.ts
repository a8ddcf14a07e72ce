import type { SectionName } from './section-names.ts';

/** Points of Annex IV of Regulation (EU) 2024/1689, with the parts of a report that tell something of them. What no program can know is left to fill in. */
export const annexRows = [
  { point: '1 (a)', where: ['settings'], isToFill: true },
  { point: '1 (b)', where: [], isToFill: true },
  { point: '1 (c)', where: ['receipts'], isToFill: true },
  { point: '1 (d)', where: ['receipts'], isToFill: true },
  { point: '1 (e)', where: [], isToFill: true },
  { point: '1 (f)', where: [], isToFill: true },
  { point: '1 (g)', where: [], isToFill: true },
  { point: '1 (h)', where: [], isToFill: true },
  { point: '2 (a)', where: ['freeze', 'licence', 'settings'], isToFill: false },
  { point: '2 (b)', where: ['settings', 'freeze', 'verdict'], isToFill: true },
  { point: '2 (c)', where: ['freeze', 'curves'], isToFill: true },
  { point: '2 (d)', where: ['data', 'suspects'], isToFill: true },
  { point: '2 (e)', where: ['answerSets', 'familiarity'], isToFill: true },
  { point: '2 (f)', where: [], isToFill: true },
  { point: '2 (g)', where: ['verdict', 'classes', 'calibration', 'stress', 'shortcut', 'data'], isToFill: true },
  { point: '2 (h)', where: ['attestation', 'receipts'], isToFill: true },
  { point: '3', where: ['verdict', 'classes', 'mistakes', 'stress', 'shortcut', 'familiarity'], isToFill: true },
  { point: '4', where: ['classes', 'calibration'], isToFill: true },
  { point: '5', where: [], isToFill: true },
  { point: '6', where: [], isToFill: true },
  { point: '7', where: [], isToFill: true },
  { point: '8', where: [], isToFill: true },
  { point: '9', where: [], isToFill: true },
] as const satisfies readonly { point: string; where: readonly SectionName[]; isToFill: boolean }[];

export type AnnexPoint = (typeof annexRows)[number]['point'];
