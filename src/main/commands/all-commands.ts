import { registerAdapt } from './adapt.ts';
import { registerBackbones } from './backbones.ts';
import { registerCache } from './cache.ts';
import { registerDatasets } from './datasets.ts';
import { registerDoctor } from './doctor.ts';
import { registerEvaluate } from './evaluate.ts';
import { registerExplain } from './explain.ts';
import { registerExport } from './export.ts';
import { registerFamiliarity } from './familiarity.ts';
import { registerFeatures } from './features.ts';
import { registerForecast } from './forecast.ts';
import { registerLabels } from './labels.ts';
import { registerLrFind } from './lr-find.ts';
import { registerNets } from './nets.ts';
import { registerPredict } from './predict.ts';
import { registerAdvise, registerProfile } from './profile.ts';
import { registerQueue } from './queue.ts';
import { registerReport } from './report.ts';
import { registerRestore } from './restore.ts';
import { registerResume } from './resume.ts';
import { registerRuns } from './runs.ts';
import { registerServe } from './serve.ts';
import { registerShortcut, registerStress } from './stress.ts';
import { registerStudy } from './study.ts';
import { registerSuspects } from './suspects.ts';
import { registerTrain } from './train.ts';
import { registerTrial } from './trial.ts';

/** Every command, in the order of the help. */
export const allCommands = [
  registerTrain,
  registerResume,
  registerEvaluate,
  registerPredict,
  registerExplain,
  registerExport,
  registerReport,
  registerStress,
  registerShortcut,
  registerForecast,
  registerAdapt,
  registerFamiliarity,
  registerFeatures,
  registerProfile,
  registerAdvise,
  registerLrFind,
  registerDatasets,
  registerLabels,
  registerSuspects,
  registerBackbones,
  registerNets,
  registerRuns,
  registerQueue,
  registerStudy,
  registerTrial,
  registerCache,
  registerServe,
  registerRestore,
  registerDoctor,
] as const;
