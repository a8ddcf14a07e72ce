export type SpeedPrecision = 'float32' | 'bfloat16';
/** Images a second, more is better; or seconds from the start of a process to its end, less is better. */
export type SpeedUnit = 'images/s' | 'seconds';

/** Pictures that `grounds.ts` lays out; a number is so many small files of JPEG, no two alike; photographs have 12 megapixels. */
export type PictureFolder = 'sample' | '3000' | '10000' | '100000' | 'photographs';

/** A figure of `../step-measure.ts`. */
export interface GraphWork {
  readonly what: 'forward' | 'step' | 'loop';
  readonly cut: string;
  readonly imageSize: number;
  readonly batchSize: number;
}

export type OwnPart = 'first-answer' | 'head-epochs' | 'stage4-epochs' | 'predict-run' | 'predict-onnx' | 'decode' | 'scan-10000' | 'scan-100000' | 'scan-photographs' | 'help' | 'doctor' | 'serve' | 'page';
/** How this program is measured: a figure of `../step-measure.ts`, or a part of `ours.ts`. */
export type OwnWork = GraphWork | OwnPart;

/** What `peer.py` is asked for: by `what`, its fields. `folder` is a `PictureFolder`; `file` an ONNX file that `grounds.ts` writes: a model's, or `export`. */
export type PeerAsk = Readonly<Record<string, string | number>> & { readonly what: string; readonly variant: string };
/** Another work of this program that a cell is held against. */
export interface OwnPeer {
  readonly variant: string;
  readonly own: OwnWork;
}

export interface SpeedCell {
  readonly cell: string;
  readonly model: string | null;
  readonly precision: SpeedPrecision;
  readonly unit: SpeedUnit;
  readonly own: OwnWork;
  /** The same work elsewhere, in each of these ways; the fastest in a first round stays. Empty: nothing to compare with. */
  readonly peers: readonly (PeerAsk | OwnPeer)[];
  /** Times as fast as the peer, or without one the seconds that it may take. */
  readonly aim: number | null;
}

const torchVariants = ['default', 'channels_last', 'compile channels_last'];
const aims = { forward: { float32: 1.3, bfloat16: 1.2 }, step: { float32: 1.15, bfloat16: 1.1 } } as const;
const cuts = { none: 'stem', 'until:stage3': 'stage3', 'until:stage4': 'stage4' } as const;
const usual = { imageSize: 224, batchSize: 16 };

function graphCells(model: string, precision: SpeedPrecision): SpeedCell[] {
  const common = { model, precision, unit: 'images/s' } as const;
  const graph = (what: GraphWork['what'], cut: string): GraphWork => ({ what, cut, ...usual });
  const asks = (what: 'forward' | 'step', cut: string): PeerAsk[] => torchVariants.map((variant) => ({ what, cut, variant, model, precision, ...usual }));
  // ONNX Runtime computes in float32 on processors, whatever the file holds.
  const runtime: PeerAsk[] = precision === 'float32' ? [{ what: 'onnx_forward', variant: 'onnxruntime', file: model, ...usual }] : [];
  const loopAsks = (cut: string): PeerAsk[] =>
    ['default', 'channels_last'].flatMap((variant) =>
      ['torchvision', 'fastai'].map((loader) => ({ what: 'loop', cut, variant, loader, workers: 2, folder: 'sample', model, precision, ...usual })),
    );
  return [
    { ...common, cell: 'forward', own: graph('forward', 'stem'), peers: asks('forward', 'stem'), aim: aims.forward[precision] },
    ...runtime.map((peer): SpeedCell => ({ ...common, cell: 'forward beside ONNX Runtime', own: graph('forward', 'stem'), peers: [peer], aim: null })),
    ...Object.entries(cuts).map(([row, cut]): SpeedCell => ({ ...common, cell: `step, ${row}`, own: graph('step', cut), peers: asks('step', cut), aim: aims.step[precision] })),
    ...Object.entries(cuts).map(([row, cut]): SpeedCell => ({ ...common, cell: `loop, ${row}`, own: graph('loop', cut), peers: loopAsks(cut), aim: null })),
    ...Object.entries(cuts).map(([row, cut]): SpeedCell => ({ ...common, cell: `loop by step, ${row}`, own: graph('loop', cut), peers: [{ variant: 'its bare step', own: graph('step', cut) }], aim: 0.95 })),
  ];
}

const speedModels = ['resnet18', 'resnet50', 'resnext50_32x4d', 'resnet101'];

const small = { model: 'resnet18', imageSize: 160, batchSize: 32, precision: 'float32' } as const;
const read = ['default', 'channels_last'].flatMap((variant) => [0, 2].map((workers) => ({ variant, workers, loader: 'torchvision' })));
/** A plain loop that somebody would write, the whole network in every epoch. */
const plainLoop = (cut: string, epochs: number, augment: string, answers: number): PeerAsk[] =>
  read.map((way) => ({ what: 'epochs', cut, epochs, augment, answers, folder: 'sample', ...way, ...small }));
const predictAlone: GraphWork = { what: 'forward', cut: 'stem', imageSize: small.imageSize, batchSize: small.batchSize };

const wholeCells: SpeedCell[] = [
  { cell: 'first answer', unit: 'seconds', own: 'first-answer', peers: plainLoop('head', 1, 'none', 1), aim: null },
  { cell: 'first answer, seconds', unit: 'seconds', own: 'first-answer', peers: [], aim: 8 },
  { cell: 'head only, 10 epochs', unit: 'seconds', own: 'head-epochs', peers: plainLoop('head', 10, 'none', 0), aim: 12 },
  { cell: 'until:stage4, 10 epochs, augmented', unit: 'seconds', own: 'stage4-epochs', peers: plainLoop('stage4', 10, 'light', 0), aim: 4 },
  { cell: 'predict 3,000 files, run', unit: 'images/s', own: 'predict-run', peers: read.map((way) => ({ what: 'predict', folder: '3000', ...way, ...small })), aim: null },
  { cell: 'predict beside its bare pass, run', unit: 'images/s', own: 'predict-run', peers: [{ variant: 'its bare forward pass', own: predictAlone }], aim: 0.9 },
  { cell: 'predict 3,000 files, ONNX export', unit: 'images/s', own: 'predict-onnx', peers: [{ what: 'onnx_predict', variant: 'onnxruntime and Pillow', folder: '3000', file: 'export', ...small }], aim: null },
].map((cell) => ({ model: small.model, precision: small.precision, ...cell }) as SpeedCell);

const decodes = (variant: string): PeerAsk => ({ what: 'decode', variant, folder: 'sample', imageSize: small.imageSize });
/** Beside a loop as somebody would write it, and beside one that keeps all threads busy. */
const scans = (folder: '10000' | '100000' | 'photographs', what: string, aim: number | null): Omit<SpeedCell, 'model' | 'precision'>[] =>
  ([['a plain loop', 1, aim], ['on all threads', 0, null]] as const).map(([way, workers, held]) => ({
    cell: `scan ${what}, beside ${way}`,
    unit: 'images/s',
    own: `scan-${folder}`,
    peers: [{ what: 'scan', variant: `pillow, ${way}`, workers, folder }],
    aim: held,
  }));

const otherCells: SpeedCell[] = [
  { cell: 'decode and resize', unit: 'images/s', own: 'decode', peers: [decodes('pillow')], aim: 2 } as const,
  {
    cell: 'decode and resize beside the fastest', unit: 'images/s', own: 'decode', aim: null,
    peers: [decodes('pillow-simd'), ...[0, 2].map((workers) => ({ what: 'load', variant: 'fastai', loader: 'fastai', workers, folder: 'sample', ...small }))],
  } as const,
  ...scans('10000', '10,000 files', null),
  ...scans('100000', '100,000 files', 3),
  ...scans('photographs', '100 photographs', null),
  { cell: 'graft --help', unit: 'seconds', own: 'help', peers: [], aim: 0.25 } as const,
  { cell: 'graft doctor', unit: 'seconds', own: 'doctor', peers: [], aim: 2 } as const,
  { cell: 'graft serve, page answered', unit: 'seconds', own: 'serve', peers: [], aim: 1 } as const,
  { cell: 'page in Chromium', unit: 'seconds', own: 'page', peers: [], aim: null } as const,
].map((cell) => ({ model: null, precision: 'float32', ...cell }));

const speedCells: readonly SpeedCell[] = [...speedModels.flatMap((model) => [...graphCells(model, 'float32'), ...graphCells(model, 'bfloat16')]), ...wholeCells, ...otherCells];

/** Those of which the name, the network or the type of numbers has each of the words. @throws Error where there is none */
export function chosenCells(words: readonly string[]): SpeedCell[] {
  const chosen = speedCells.filter(({ cell, model, precision }) => words.every((word) => [cell, model ?? '', precision].some((text) => text.includes(word))));
  if (chosen.length === 0) throw new Error(`No cell is called ${words.join(' ')}; cells: ${[...new Set(speedCells.map(({ cell }) => cell))].join('; ')}; networks: ${speedModels.join(', ')}`);
  return chosen;
}
