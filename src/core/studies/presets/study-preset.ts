import type { RunSpec } from '../../../shared/run-spec.ts';
import type { StudyChart } from '../../../shared/study-result.ts';
import type { StudyCell, CellValue, StudyClaim, StudyRepeats } from '../../../shared/study-spec.ts';

/** Values that only the person's machine knows: the cuts of the backbone, or the backbones that lie on this computer. */
export type ValuesHere = 'cuts' | 'backbones';

interface PresetVariation {
  readonly field: string;
  readonly values: readonly CellValue[] | ValuesHere;
}

/** A number that a paper printed, and the cell it belongs to; null where no cell of ours is the same thing. */
export interface PublishedNumber {
  /** What the paper calls it. */
  readonly name: string;
  readonly cell: StudyCell | null;
  /** In place of a cell, where what varies is this computer's: cells with these values and a backbone of this architecture. */
  readonly like?: { readonly architecture: string; readonly cell: StudyCell };
  /** In percent, as printed; null where training failed. */
  readonly errorPercent: number | null;
}

/** What a preset re-enacts. */
export interface PaperTable {
  /** `1512.03385`; null of what no paper printed. */
  readonly arxiv: string | null;
  /** Such as "table 2, figure 4". */
  readonly place: string;
  /** What the numbers are: data, crops, how often. */
  readonly measured: string;
  readonly numbers: readonly PublishedNumber[];
  /** The paper's recipe in a line, shown beside ours. */
  readonly recipe: string;
}

/** A study that only lacks its data set. */
export interface StudyPreset {
  readonly id: string;
  readonly title: string;
  readonly question: string;
  readonly base: RunSpec;
  readonly vary: readonly PresetVariation[];
  readonly repeats: StudyRepeats;
  readonly claims: readonly StudyClaim[];
  readonly chart: StudyChart;
  readonly paper?: PaperTable;
}
