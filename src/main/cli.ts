import { Command } from 'commander';
import { registerBackbones } from './commands/backbones.ts';
import { registerCache } from './commands/cache.ts';
import { registerDatasets } from './commands/datasets.ts';
import { registerDoctor } from './commands/doctor.ts';
import { registerEvaluate } from './commands/evaluate.ts';
import { registerExplain } from './commands/explain.ts';
import { registerExport } from './commands/export.ts';
import { registerFeatures } from './commands/features.ts';
import { registerLabels } from './commands/labels.ts';
import { registerNets } from './commands/nets.ts';
import { registerPredict } from './commands/predict.ts';
import { registerQueue } from './commands/queue.ts';
import { registerRestore } from './commands/restore.ts';
import { registerResume } from './commands/resume.ts';
import { registerRuns } from './commands/runs.ts';
import { registerServe } from './commands/serve.ts';
import { registerTrain } from './commands/train.ts';
import { runProgram } from './terminal/run-program.ts';

const commands = [
  registerTrain,
  registerResume,
  registerEvaluate,
  registerPredict,
  registerExplain,
  registerExport,
  registerFeatures,
  registerDatasets,
  registerLabels,
  registerBackbones,
  registerNets,
  registerRuns,
  registerQueue,
  registerCache,
  registerServe,
  registerRestore,
  registerDoctor,
];

await runProgram(new Command('graft'), commands, process.argv.slice(2));
