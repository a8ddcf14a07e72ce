import type { RunSpec } from '../../../shared/run-spec.ts';

type Key = keyof RunSpec;
interface Shared<Name extends Key> {
  key: Name;
  /** Names of the plan's reasons (`PlanReason.setting`) that tell what the program chose; several where phases differ. */
  settings: readonly string[];
}
/** A number is shown divided by `scale` (1 unless told) in `unit`. */
export type SpecField =
  | (Shared<Key> & { kind: 'number'; step?: number; min?: number; max?: number; unit?: 'seconds' | 'gigabytes' | 'pixels'; scale?: number })
  | (Shared<Key> & { kind: 'choice'; options: readonly string[] })
  | (Shared<Key> & { kind: 'text' });

/** Every setting of a run in groups, as the Everything level shows it. The base model and the freeze line have a page of their own. */
export const specGroups: readonly { id: 'learning' | 'pictures' | 'machine'; fields: readonly SpecField[] }[] = [
  {
    id: 'learning',
    fields: [
      { key: 'epochs', kind: 'number', min: 1, step: 1, settings: ['epochs'] },
      { key: 'learningRate', kind: 'number', min: 0, settings: ['learning rate', 'learning rate of the head'] },
      { key: 'fineTuneLearningRate', kind: 'number', min: 0, settings: ['fine-tune learning rate'] },
      { key: 'batchSize', kind: 'number', min: 1, max: 1024, step: 1, settings: ['batch size', 'batch size of the head'] },
      { key: 'optimizer', kind: 'choice', options: ['adamw', 'sgd'], settings: ['optimizer'] },
      { key: 'weightDecay', kind: 'number', min: 0, max: 10, settings: ['weight decay'] },
      { key: 'schedule', kind: 'choice', options: ['cosine', 'constant'], settings: ['schedule'] },
      { key: 'warmup', kind: 'number', min: 0, max: 1, settings: ['warm-up'] },
      { key: 'labelSmoothing', kind: 'number', min: 0, max: 0.9, settings: ['label smoothing (train)', 'label smoothing (head)', 'label smoothing (fine-tune)'] },
      { key: 'batchNorm', kind: 'choice', options: ['eval', 'train'], settings: ['BatchNorm of trained layers'] },
      { key: 'seed', kind: 'number', min: 0, step: 1, settings: ['seed'] },
    ],
  },
  {
    id: 'pictures',
    fields: [
      { key: 'augment', kind: 'choice', options: ['none', 'light'], settings: ['augmentation (train)', 'augmentation (head)', 'augmentation (fine-tune)'] },
      { key: 'imageSize', kind: 'number', min: 32, max: 1024, step: 1, unit: 'pixels', settings: ['image size'] },
      { key: 'classWeights', kind: 'choice', options: ['none', 'balanced'], settings: ['class weights'] },
    ],
  },
  {
    id: 'machine',
    fields: [
      { key: 'timeBudgetSeconds', kind: 'number', min: 1, unit: 'seconds', settings: [] },
      { key: 'precision', kind: 'choice', options: ['auto', 'float32', 'bfloat16', 'float16'], settings: ['precision'] },
      { key: 'threads', kind: 'number', min: 1, max: 256, step: 1, settings: ['threads'] },
      { key: 'cacheSizeBytes', kind: 'number', min: 0, unit: 'gigabytes', scale: 1e9, settings: ['cache size'] },
      { key: 'name', kind: 'text', settings: [] },
    ],
  },
];

/** What the Usual level shows of them. */
export const usualKeys: readonly Key[] = ['epochs', 'learningRate', 'batchSize', 'augment', 'precision', 'name'];
