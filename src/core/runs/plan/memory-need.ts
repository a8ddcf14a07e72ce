import type { PartFigures, LayerCost } from '../../nets/figures.ts';

/** The engine, loaded, with what it keeps for itself. */
const engineBytes = 1.31e9;
/** Pictures that the finished network answers at a time at the end of a run, in float32. */
const answeredPictures = 32;
/** Weight, gradient and two slots of AdamW in float32. */
const bytesATrainedParameter = 16;
/** Of the whole network and its outputs, and of what a step keeps: what is seen of it in the peak, since not all of it is there at once. */
const wholeShare = 0.815;
const stepShare = 0.4;

export interface MemorySituation {
  readonly batchSize: number;
  readonly parameters: readonly Pick<PartFigures, 'part' | 'parameters'>[];
  readonly costs: readonly LayerCost[];
}

/**
 * What a training that learns `trained` (`stem`, `stageN.K`, `head`) takes of memory at most, bytes, by a formula: the engine, the whole
 * network as it answers pictures at the end, and what a step keeps for the gradients. Its four numbers are fitted to peaks of resident
 * memory that the probe measured on a processor, of ResNet-18 at 160 px and ResNet-50 at 224 px, both precisions, 16 pictures a step; within
 * 6 % of each (the test has them). Of a GPU's own memory it says nothing.
 */
export function memoryNeed({ batchSize, parameters, costs }: MemorySituation, trained: ReadonlySet<string>): number {
  const sum = (all: readonly { part: string }[], of: (at: number) => number, only?: ReadonlySet<string>) =>
    all.reduce((total, { part }, at) => total + (only && !only.has(part) ? 0 : of(at)), 0);
  const parametersOf = (only?: ReadonlySet<string>) => sum(parameters, (at) => parameters[at]!.parameters, only);
  const outputsOf = (only?: ReadonlySet<string>) => sum(costs, (at) => costs[at]!.outputs, only);
  const whole = 4 * (parametersOf() + answeredPictures * outputsOf());
  const step = bytesATrainedParameter * parametersOf(trained) + 4 * batchSize * outputsOf(trained);
  return Math.round(engineBytes + wholeShare * whole + stepShare * step);
}
