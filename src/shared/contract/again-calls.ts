import { oc, type } from '@orpc/contract';
import { z } from 'zod';
import type { OwnConsistencyReport } from '../own-consistency.ts';

const dataset = z.string().min(1);

/** Labelled pictures that come again, blind: neither names nor labels are told until somebody asks for the report. */
export const againCalls = {
  /** Changes nothing. `remembered`: of these pictures, labelled or judged here within the last two days. */
  draw: oc.input(z.strictObject({ dataset, count: z.int().min(1).max(200).default(30) })).output(type<{ images: number[]; remembered: number }>()),
  /** `said`: a class; null: unsure. No label changes. */
  say: oc.input(z.strictObject({ dataset, image: z.int().min(1), said: z.string().trim().min(1).max(200).nullable() })).output(type<null>()),
  /** The last judgement of this picture. */
  takeBack: oc.input(z.strictObject({ dataset, image: z.int().min(1) })).output(type<null>()),
  report: oc.input(z.strictObject({ dataset })).output(type<OwnConsistencyReport>()),
};
