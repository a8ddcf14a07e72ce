import type { RunRow } from '../../../shared/contract/run-calls.ts';

/** What a run was trained with, as far as it can differ from another; in the order of the table. Pure. */
export const parameterKeys = [
  'backbone',
  'freeze',
  'epochs',
  'learningRate',
  'batchSize',
  'optimizer',
  'weightDecay',
  'schedule',
  'warmup',
  'augment',
  'labelSmoothing',
  'classWeights',
  'batchNorm',
  'imageSize',
  'precision',
  'seed',
  'datasetVersion',
] as const;
export type ParameterKey = (typeof parameterKeys)[number];
export type RunParameters = Readonly<Record<ParameterKey, string | number | null>>;

/** Of two phases both values, `30 + 10`, where they differ. Null where the run was never planned. */
export function runParameters({ plan, datasetVersion, backbone }: RunRow): RunParameters {
  const ofPhases = <Value extends string | number>(read: (phase: NonNullable<typeof plan>['phases'][number]) => Value) => {
    const values = [...new Set(plan?.phases.map(read))];
    return values.length > 1 ? values.join(' + ') : (values[0] ?? null);
  };
  const epochs = plan?.phases.map((phase) => phase.epochs) ?? [];
  return {
    backbone,
    freeze: plan?.freeze ?? null,
    epochs: epochs.length > 1 ? epochs.join(' + ') : (epochs[0] ?? null),
    learningRate: ofPhases((phase) => phase.learningRate),
    batchSize: ofPhases((phase) => phase.batchSize),
    optimizer: plan?.optimizer ?? null,
    weightDecay: plan?.weightDecay ?? null,
    schedule: plan?.schedule ?? null,
    warmup: plan?.warmup ?? null,
    augment: ofPhases((phase) => phase.augment),
    labelSmoothing: ofPhases((phase) => phase.labelSmoothing),
    classWeights: plan?.classWeights ?? null,
    batchNorm: plan?.batchNorm ?? null,
    imageSize: plan?.preprocessing.imageSize ?? null,
    precision: plan?.precision ?? null,
    seed: plan?.seed ?? null,
    datasetVersion,
  };
}

/** Parameters in which the runs are not all alike; a run that was never planned says nothing about its plan. */
export function differingParameters(rows: readonly RunRow[]): ParameterKey[] {
  const parameters = rows.map(runParameters);
  return parameterKeys.filter((key) => {
    const values = new Set(parameters.map((each) => each[key]).filter((value) => value !== null));
    return values.size > 1;
  });
}
