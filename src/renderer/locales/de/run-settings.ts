/** Settings of a run, by the keys of `shared/run-settings.ts`. */
export default {
  names: {
    backbone: 'Basismodell',
    net: 'Netz',
    head: 'Kopf',
    freeze: 'Einfrieren',
    epochs: 'Epochen',
    learningRate: 'Lernrate',
    fineTuneLearningRate: 'Lernrate beim Fine-Tuning',
    batchSize: 'Stapelgröße',
    optimizer: 'Optimierer',
    weightDecay: 'Gewichtsabnahme',
    schedule: 'Zeitplan',
    dropAt: 'Lernrate fällt (Teile der Schritte)',
    warmup: 'Aufwärmen (Teil der Schritte)',
    labelSmoothing: 'Glättung der Labels',
    batchNorm: 'BatchNorm der trainierten Schichten',
    seed: 'Startzahl',
    augment: 'Augmentierung',
    fit: 'Was das Netz sieht',
    imageSize: 'Bildgröße',
    classWeights: 'Klassengewichte',
    timeBudgetSeconds: 'Zeitbudget',
    precision: 'Genauigkeit',
    threads: 'Threads',
    cacheSizeBytes: 'Merkmalsspeicher',
    name: 'Name',
  },
  /** Values in plain words; the others are shown as they are. */
  values: { fit: { crop: 'die Mitte', pad: 'das ganze Bild', squeeze: 'gestaucht' } },
  /** Where a column needs a shorter one, or is none of a setting. */
  columns: {
    batchSize: 'Stapel',
    warmup: 'Aufwärmen',
    batchNorm: 'Batch-Norm',
    datasetVersion: 'Datenversion',
  },
};
