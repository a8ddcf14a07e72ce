import type { Register } from '../terminal/run-program.ts';

/** Every command by its name, in the order of the help. */
export const allCommands = {
  train: async () => (await import('./train.ts')).registerTrain,
  resume: async () => (await import('./resume.ts')).registerResume,
  evaluate: async () => (await import('./evaluate.ts')).registerEvaluate,
  predict: async () => (await import('./predict.ts')).registerPredict,
  explain: async () => (await import('./explain.ts')).registerExplain,
  export: async () => (await import('./export.ts')).registerExport,
  report: async () => (await import('./report.ts')).registerReport,
  stress: async () => (await import('./stress.ts')).registerStress,
  shortcut: async () => (await import('./stress.ts')).registerShortcut,
  forecast: async () => (await import('./forecast.ts')).registerForecast,
  adapt: async () => (await import('./adapt.ts')).registerAdapt,
  familiarity: async () => (await import('./familiarity.ts')).registerFamiliarity,
  features: async () => (await import('./features.ts')).registerFeatures,
  profile: async () => (await import('./profile.ts')).registerProfile,
  advise: async () => (await import('./profile.ts')).registerAdvise,
  'lr-find': async () => (await import('./lr-find.ts')).registerLrFind,
  datasets: async () => (await import('./datasets.ts')).registerDatasets,
  labels: async () => (await import('./labels.ts')).registerLabels,
  suspects: async () => (await import('./suspects.ts')).registerSuspects,
  backbones: async () => (await import('./backbones.ts')).registerBackbones,
  nets: async () => (await import('./nets.ts')).registerNets,
  runs: async () => (await import('./runs.ts')).registerRuns,
  queue: async () => (await import('./queue.ts')).registerQueue,
  study: async () => (await import('./study.ts')).registerStudy,
  trial: async () => (await import('./trial.ts')).registerTrial,
  cache: async () => (await import('./cache.ts')).registerCache,
  serve: async () => (await import('./serve.ts')).registerServe,
  restore: async () => (await import('./restore.ts')).registerRestore,
  doctor: async () => (await import('./doctor.ts')).registerDoctor,
} satisfies Record<string, () => Promise<Register>>;

/** The command that a command line begins with, so that no other is loaded; all of them where it begins otherwise: for the help, after an option, for an unknown word. */
export function commandsFor([word]: readonly string[]): Promise<Register[]> {
  const names = Object.keys(allCommands) as (keyof typeof allCommands)[];
  const named = names.filter((name) => name === word);
  return Promise.all((named.length > 0 ? named : names).map((name) => allCommands[name]()));
}
