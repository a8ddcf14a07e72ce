import { programGroup, type Register } from '../terminal/run-program.ts';

/** Every command by its name under what it is about, in the order of the help. */
const commandGroups = {
  'Data:': {
    datasets: async () => (await import('./datasets.ts')).registerDatasets,
    labels: async () => (await import('./labels.ts')).registerLabels,
    suspects: async () => (await import('./suspects.ts')).registerSuspects,
  },
  'Training:': {
    train: async () => (await import('./train.ts')).registerTrain,
    resume: async () => (await import('./resume.ts')).registerResume,
    queue: async () => (await import('./queue.ts')).registerQueue,
    runs: async () => (await import('./runs.ts')).registerRuns,
    study: async () => (await import('./study.ts')).registerStudy,
    advise: async () => (await import('./profile.ts')).registerAdvise,
    profile: async () => (await import('./profile.ts')).registerProfile,
    'lr-find': async () => (await import('./lr-find.ts')).registerLrFind,
  },
  'How good it is:': {
    evaluate: async () => (await import('./evaluate.ts')).registerEvaluate,
    stress: async () => (await import('./stress.ts')).registerStress,
    shortcut: async () => (await import('./stress.ts')).registerShortcut,
    forecast: async () => (await import('./forecast.ts')).registerForecast,
    familiarity: async () => (await import('./familiarity.ts')).registerFamiliarity,
    explain: async () => (await import('./explain.ts')).registerExplain,
  },
  'Using it:': {
    predict: async () => (await import('./predict.ts')).registerPredict,
    export: async () => (await import('./export.ts')).registerExport,
    report: async () => (await import('./report.ts')).registerReport,
    features: async () => (await import('./features.ts')).registerFeatures,
    adapt: async () => (await import('./adapt.ts')).registerAdapt,
  },
  'Networks:': {
    backbones: async () => (await import('./backbones.ts')).registerBackbones,
    nets: async () => (await import('./nets.ts')).registerNets,
  },
  [programGroup]: {
    serve: async () => (await import('./serve.ts')).registerServe,
    doctor: async () => (await import('./doctor.ts')).registerDoctor,
    cache: async () => (await import('./cache.ts')).registerCache,
    restore: async () => (await import('./restore.ts')).registerRestore,
    trial: async () => (await import('./trial.ts')).registerTrial,
  },
} satisfies Record<string, Record<string, () => Promise<Register>>>;

/** Every command by its name: has it registered under its heading. */
export const allCommands: Readonly<Record<string, () => Promise<Register>>> = Object.fromEntries(
  Object.entries(commandGroups).flatMap(([heading, commands]) =>
    Object.entries<() => Promise<Register>>(commands).map(([name, load]) => [name, async () => under(heading, await load())]),
  ),
);

const under =
  (heading: string, register: Register): Register =>
  (program, context) =>
    register(program.commandsGroup(heading), context);

/** The command that a command line begins with, so that no other is loaded; all of them where it begins otherwise: for the help, after an option, for an unknown word. */
export function commandsFor([word]: readonly string[]): Promise<Register[]> {
  const named = word !== undefined && Object.hasOwn(allCommands, word) ? [allCommands[word]!] : Object.values(allCommands);
  return Promise.all(named.map((load) => load()));
}
