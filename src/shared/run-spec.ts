import { z } from 'zod';
import { isImageSize } from './image-sizes.ts';
import type { AskedSize } from './image-sizes.ts';
import { netSpecSchema } from './net-spec.ts';
import { preprocessingSchema } from './preprocessing.ts';
import { cutPointPattern, runSettings, stages } from './run-settings.ts';
import type { AskedValue, DecidedValue, Setting } from './run-settings.ts';

type SpecShape<Rows extends readonly Setting[]> = {
  [Row in Rows[number] as Row['key']]: z.ZodOptional<z.ZodType<AskedValue<Row>, AskedValue<Row>>>;
};
type PlanShape<Rows extends readonly Setting[], Place extends Setting['decided']> = {
  [Row in Rows[number] as Row['decided'] extends Place ? Row['key'] : never]: z.ZodType<DecidedValue<Row>, DecidedValue<Row>>;
};

function numberSchema(kind: 'whole' | 'number', min: number, isAbove: boolean): z.ZodNumber {
  const number = kind === 'whole' ? z.int() : z.number();
  return isAbove ? number.gt(min) : number.min(min);
}

function askedSchema(row: Setting): z.ZodType {
  switch (row.kind) {
    case 'choice':
      return z.enum(row.choices);
    case 'text': {
      const text = row.pattern ? z.string().regex(row.pattern, `is ${row.takes}`) : z.string().min(1);
      return row.maxLength === undefined ? text : text.max(row.maxLength);
    }
    case 'size':
      return z.custom<AskedSize>((asked) => isImageSize(asked, row), `is ${row.min} to ${row.max} pixels, or grows from a multiple of 32 to more, such as 128-224`);
    default: {
      const number = numberSchema(row.kind, row.min, row.isAbove ?? false);
      return row.max === undefined ? number : number.max(row.max);
    }
  }
}

/** Limits above are for what is asked; what was once decided stays readable. */
function decidedSchema(row: Setting): z.ZodType {
  if (row.kind === 'choice') return z.enum(row.choices.filter((choice) => choice !== row.open));
  return row.kind === 'text' || row.kind === 'size' ? askedSchema(row) : numberSchema(row.kind, row.min, row.isAbove ?? false);
}

/** The schema of what may be asked by a table of settings: all optional, unknown keys refused. */
export function specSchemaOf<const Rows extends readonly Setting[]>(rows: Rows) {
  const shape = Object.fromEntries(rows.map((row) => [row.key, askedSchema(row).optional()]));
  return z.strictObject(shape as SpecShape<Rows>);
}

/** Schemas of the settings that a plan (`run`) or each of its phases holds, all decided. */
export function planShapeOf<const Rows extends readonly Setting[], const Place extends 'run' | 'phase'>(rows: Rows, place: Place) {
  const held = rows.filter(({ decided }) => decided === place);
  return Object.fromEntries(held.map((row) => [row.key, decidedSchema(row)])) as PlanShape<Rows, Place>;
}

/**
 * What a person may ask of a training run: the same object for flags, `--config` files and the window.
 * A field left out is chosen by the program, which says why.
 */
export const runSpecSchema = specSchemaOf(runSettings);
export type RunSpec = z.infer<typeof runSpecSchema>;

/** What training begins from: weights that somebody learned, or numbers drawn from a seed (He's normal distribution, arXiv 1502.01852). */
export const startSchema = z.discriminatedUnion('from', [
  /** `sha256` of the weights file; null in what was planned before plans said it. */
  z.strictObject({
    from: z.literal('weights'),
    id: z.string(),
    sha256: z.string().nullable(),
    /** The run whose model these weights are. */
    run: z.int().optional(),
    /** For each class the row of the file's head that it begins with, null: drawn; left out: all of the head is drawn. */
    rows: z.array(z.int().min(0).nullable()).optional(),
  }),
  z.strictObject({ from: z.literal('drawn'), init: z.literal('he'), seed: z.int() }),
]);
export type Start = z.infer<typeof startSchema>;

/** One phase of training, everything decided. */
export const phaseSchema = z.strictObject({
  /** One of its own in each phase of a run; of those that go a stage further down each, where they cut. */
  name: z.enum(['head', 'fine-tune', 'train', ...stages, 'stem']),
  /** Where the trained part begins. */
  cut: z.string().regex(cutPointPattern),
  /** Where it ends: all from there on stays as it is, the head too. Left out: it has no end but the network's. */
  end: z.string().regex(cutPointPattern).optional(),
  /** Epochs without a lower validation loss after which the phase ends before all its `epochs`; 0 = never. */
  patience: z.int().min(0),
  /** Of a head that is solved exactly; null: chosen by cross-validation, or no such phase. */
  l2: z.number().positive().nullable(),
  /** Of a phase whose pictures grow, in order, its epochs in all; left out, they are as large as they are judged by. */
  sizes: z.array(z.strictObject({ imageSize: z.int().min(32), epochs: z.int().min(1) })).min(2).optional(),
  ...planShapeOf(runSettings, 'phase'),
});
export type Phase = z.infer<typeof phaseSchema>;

/** A run with every setting decided; stored with the run and sent to the trainer. */
export const runPlanSchema = z.strictObject({
  /** Its head included. */
  net: netSpecSchema,
  /** Name of the network; null where it has none. */
  architecture: z.string().nullable(),
  start: startSchema,
  phases: z.array(phaseSchema).min(1).max(stages.length + 2),
  preprocessing: preprocessingSchema,
  /** Augmented views cached per training image (view 0 is the plain one). */
  views: z.int().min(1),
  /** Not trained, but made of that run: its BatchNorm statistics are those of so many pictures of a camera. */
  adapted: z.strictObject({ run: z.int().min(1), images: z.int().min(1) }).optional(),
  ...planShapeOf(runSettings, 'run'),
});
export type RunPlan = z.infer<typeof runPlanSchema>;
