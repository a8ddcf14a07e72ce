import { againHandlers } from './again-handlers.ts';
import { backboneHandlers } from './backbone-handlers.ts';
import { datasetHandlers } from './dataset-handlers.ts';
import { eventHandlers } from './event-handlers.ts';
import { groupHandlers } from './group-handlers.ts';
import { imageHandlers } from './image-handlers.ts';
import { evaluationHandlers } from './evaluation-handlers.ts';
import { os } from './implement.ts';
import { labelHandlers } from './label-handlers.ts';
import { nextHandlers } from './next-handlers.ts';
import { profileHandlers } from './profile-handlers.ts';
import { recoveryHandlers } from './recovery-handlers.ts';
import { runHandlers } from './run-handlers.ts';
import { sampleHandlers } from './sample-handlers.ts';
import { studyHandlers } from './study-handlers.ts';
import { suspectHandlers } from './suspect-handlers.ts';
import { systemHandlers } from './system-handlers.ts';
import { useHandlers } from './use-handlers.ts';

/** Every call of the contract with its answer. */
export const apiRouter = os.router({
  datasets: datasetHandlers,
  images: imageHandlers,
  labels: labelHandlers,
  groups: groupHandlers,
  suspects: suspectHandlers,
  again: againHandlers,
  next: nextHandlers,
  backbones: backboneHandlers,
  profiles: profileHandlers,
  runs: { ...runHandlers, ...sampleHandlers },
  evaluations: evaluationHandlers,
  studies: studyHandlers,
  use: useHandlers,
  system: systemHandlers,
  recovery: recoveryHandlers,
  events: eventHandlers,
});
