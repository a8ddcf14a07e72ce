import type { SettingKey } from './run-settings.ts';

/** What says how something is learned in steps: a head that is solved at once uses none of it. */
export const settingsOfSteps: readonly SettingKey[] = ['epochs', 'batchSize', 'learningRate', 'optimizer', 'weightDecay', 'schedule', 'dropAt', 'warmup', 'mixup', 'ema', 'averageEpochs', 'sampling', 'earlyStop'];
