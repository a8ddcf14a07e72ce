/** Settings of a run, by the keys of `shared/run-settings.ts`. */
export default {
  names: {
    backbone: 'Base model',
    net: 'Network',
    head: 'Head',
    freeze: 'Freeze',
    epochs: 'Epochs',
    learningRate: 'Learning rate',
    fineTuneLearningRate: 'Fine-tune learning rate',
    batchSize: 'Batch size',
    optimizer: 'Optimiser',
    weightDecay: 'Weight decay',
    schedule: 'Schedule',
    dropAt: 'Rate drops (parts of the steps)',
    warmup: 'Warm-up (part of the steps)',
    labelSmoothing: 'Label smoothing',
    batchNorm: 'BatchNorm of trained layers',
    seed: 'Seed',
    augment: 'Augmentation',
    fit: 'What the network sees',
    imageSize: 'Image size',
    classWeights: 'Class weights',
    timeBudgetSeconds: 'Time budget',
    precision: 'Precision',
    threads: 'Threads',
    cacheSizeBytes: 'Feature cache',
    name: 'Name',
  },
  /** Values in plain words; the others are shown as they are. */
  values: { fit: { crop: 'the middle', pad: 'the whole picture', squeeze: 'squeezed' } },
  /** Where a column needs a shorter one, or is none of a setting. */
  columns: {
    batchSize: 'Batch',
    warmup: 'Warm-up',
    batchNorm: 'Batch norm',
    datasetVersion: 'Data version',
  },
};
