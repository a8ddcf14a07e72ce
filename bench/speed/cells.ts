import type { Measurement } from '../step-measure.ts';

export type SpeedPrecision = 'float32' | 'bfloat16';
/** Images a second, more is better; or seconds from the start of a process to its end, less is better. */
export type SpeedUnit = 'images/s' | 'seconds';
/** What `peer.py` is asked for: by `what`, its fields. */
export type PeerAsk = Readonly<Record<string, string | number>> & { readonly what: string; readonly variant: string };
/** How this program is measured: a figure of `step-measure.ts`, or a part of `ours.ts`. */
export type OwnWork = Pick<Measurement, 'what' | 'cut'> | 'first-answer' | 'head-epochs' | 'stage4-epochs' | 'predict' | 'decode' | 'help' | 'doctor';

export interface SpeedCell {
  readonly cell: string;
  readonly model: string | null;
  readonly precision: SpeedPrecision;
  readonly unit: SpeedUnit;
  readonly own: OwnWork;
  /** The same work elsewhere, in each of these ways; the fastest in a first round stays. Empty: nothing to compare with. */
  readonly peers: readonly PeerAsk[];
  /** Times as fast as the peer, or without one the seconds that it may take. */
  readonly aim: number | null;
  /** What `--quick` lets pass; null: `--quick` leaves it out. */
  readonly quickBound: number | null;
}

const torchVariants = ['default', 'channels_last', 'compile channels_last'];
const small = { model: 'resnet18', imageSize: 160, batchSize: 32 };

const aims = { forward: { float32: 1.3, bfloat16: 1.2 }, step: { float32: 1.15, bfloat16: 1.1 } } as const;

function graphCells(model: string, precision: SpeedPrecision): SpeedCell[] {
  const isQuick = model === 'resnet18' && precision === 'float32';
  const ask = (what: 'forward' | 'step', cut: string): PeerAsk[] =>
    torchVariants.map((variant) => ({ what, cut, variant, model, precision, imageSize: 224, batchSize: 16 }));
  const cell = (name: string, what: 'forward' | 'step', cut: string, quickBound: number | null): SpeedCell =>
    ({ cell: name, model, precision, unit: 'images/s', own: { what, cut }, peers: ask(what, cut), aim: aims[what][precision], quickBound: isQuick ? quickBound : null });
  return [
    cell('forward', 'forward', 'stem', 0.8),
    cell('step, none', 'step', 'stem', 0.75),
    cell('step, until:stage3', 'step', 'stage3', null),
    cell('step, until:stage4', 'step', 'stage4', null),
  ];
}

const models = ['resnet18', 'resnet50', 'resnext50_32x4d', 'resnet101'];
const plainLoop = (cut: string, epochs: number, folder: string): PeerAsk[] =>
  ['default', 'channels_last'].flatMap((variant) => [0, 2].map((workers) => ({ what: 'epochs', cut, epochs, folder, workers, variant, precision: 'float32', ...small })));

/**
 * @param folder of classes with pictures, the sample
 * @param many the same pictures ten times, to predict
 */
export const speedCells = (folder: string, many: string): SpeedCell[] => [
  ...models.flatMap((model) => [...graphCells(model, 'float32'), ...graphCells(model, 'bfloat16')]),
  { cell: 'head only, 10 epochs', model: 'resnet18', precision: 'float32', unit: 'seconds', own: 'head-epochs', peers: plainLoop('head', 10, folder), aim: 12, quickBound: 3 },
  { cell: 'until:stage4, 10 epochs', model: 'resnet18', precision: 'float32', unit: 'seconds', own: 'stage4-epochs', peers: plainLoop('stage4', 10, folder), aim: 4, quickBound: null },
  { cell: 'first answer', model: 'resnet18', precision: 'float32', unit: 'seconds', own: 'first-answer', peers: [], aim: 8, quickBound: null },
  {
    cell: 'predict files', model: 'resnet18', precision: 'float32', unit: 'images/s', own: 'predict', aim: null, quickBound: null,
    peers: ['default', 'channels_last'].flatMap((variant) => [0, 2].map((workers) => ({ what: 'predict', folder: many, workers, variant, precision: 'float32', ...small }))),
  },
  { cell: 'decode and resize', model: null, precision: 'float32', unit: 'images/s', own: 'decode', peers: [{ what: 'decode', variant: 'threads', folder, imageSize: small.imageSize }], aim: 2, quickBound: null },
  { cell: 'graft --help', model: null, precision: 'float32', unit: 'seconds', own: 'help', peers: [], aim: 0.25, quickBound: null },
  { cell: 'graft doctor', model: null, precision: 'float32', unit: 'seconds', own: 'doctor', peers: [], aim: 2, quickBound: null },
];
