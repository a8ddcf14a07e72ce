/**
 * The one door between a window and the program: what the renderer may ask, and what it hears. Every input is checked where
 * the data lives; a refused call fails with a {@link WireError}. Adding a call: its schema here, its answer in src/main/api.
 */
import { backboneCalls } from './backbone-calls.ts';
import { datasetCalls } from './dataset-calls.ts';
import { evaluationCalls } from './evaluation-calls.ts';
import { eventCalls } from './events.ts';
import { imageCalls, labelCalls } from './image-calls.ts';
import { runCalls } from './run-calls.ts';
import { systemCalls } from './system-calls.ts';
import { useCalls } from './use-calls.ts';

export const contract = {
  datasets: datasetCalls,
  images: imageCalls,
  labels: labelCalls,
  backbones: backboneCalls,
  runs: runCalls,
  evaluations: evaluationCalls,
  use: useCalls,
  system: systemCalls,
  events: eventCalls,
};
export type Contract = typeof contract;
