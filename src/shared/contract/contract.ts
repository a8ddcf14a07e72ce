/**
 * What the renderer may ask of the program, and what it hears, whichever door it came through. Every input is checked where the data
 * lives; a refused call fails with `code` and `message` of `WireError` (`../errors.ts`), its `field` and `hint` in `data`.
 * Adding a call: its schema in the file of its noun, its answer in src/main/api.
 */
import { againCalls } from './again-calls.ts';
import { backboneCalls } from './backbone-calls.ts';
import { datasetCalls } from './dataset-calls.ts';
import { evaluationCalls } from './evaluation-calls.ts';
import { eventCalls } from './events.ts';
import { groupCalls } from './group-calls.ts';
import { imageCalls, labelCalls } from './image-calls.ts';
import { nextCalls } from './next-calls.ts';
import { profileCalls } from './profile-calls.ts';
import { recoveryCalls } from './recovery-calls.ts';
import { runCalls } from './run-calls.ts';
import { studyCalls } from './study-calls.ts';
import { suspectCalls } from './suspect-calls.ts';
import { systemCalls } from './system-calls.ts';
import { useCalls } from './use-calls.ts';

export const contract = {
  datasets: datasetCalls,
  images: imageCalls,
  labels: labelCalls,
  groups: groupCalls,
  suspects: suspectCalls,
  again: againCalls,
  next: nextCalls,
  backbones: backboneCalls,
  profiles: profileCalls,
  runs: runCalls,
  evaluations: evaluationCalls,
  studies: studyCalls,
  use: useCalls,
  system: systemCalls,
  recovery: recoveryCalls,
  events: eventCalls,
};
export type Contract = typeof contract;
