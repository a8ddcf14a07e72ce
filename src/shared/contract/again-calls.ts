import { oc, type } from '@orpc/contract';
import { z } from 'zod';
import type { OwnConsistencyReport } from '../own-consistency.ts';

const dataset = z.string().min(1);
const content = z.string().regex(/^[0-9a-f]{64}$/);

/** A picture that was drawn: `seal` tells the program whether its label is still the same, and nobody which. */
export interface DrawnImage {
  image: number;
  content: string;
  seal: string;
}

/** Labelled pictures that come again, blind: neither names nor labels are told until somebody asks for the report. By content, since a file may be renamed meanwhile. */
export const againCalls = {
  /** Changes nothing. `remembered`: of these pictures, labelled or judged here within the last two days. */
  draw: oc.input(z.strictObject({ dataset, count: z.int().min(1).max(200).default(30) })).output(type<{ pictures: DrawnImage[]; remembered: number }>()),
  /** `said`: a class; null: unsure. No label changes. What has gone, or was labelled anew since it was drawn, is left out. */
  say: oc
    .input(z.strictObject({ dataset, content, seal: z.string().max(40), said: z.string().trim().min(1).max(200).nullable() }))
    .output(type<'taken' | 'gone' | 'relabelled'>()),
  /** The last judgement of this content. */
  takeBack: oc.input(z.strictObject({ dataset, content })).output(type<null>()),
  report: oc.input(z.strictObject({ dataset })).output(type<OwnConsistencyReport>()),
};
