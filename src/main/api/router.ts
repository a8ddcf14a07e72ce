import { contract } from '../../shared/contract/contract.ts';
import { eventHandlers } from './event-handlers.ts';
import { os } from './implement.ts';
import { notThereYet } from './not-there-yet.ts';
import { systemHandlers } from './system-handlers.ts';

/** Every call of the contract with its answer. */
export const router = os.router({
  datasets: notThereYet('datasets', contract.datasets, os.datasets),
  images: notThereYet('images', contract.images, os.images),
  labels: notThereYet('labels', contract.labels, os.labels),
  backbones: notThereYet('backbones', contract.backbones, os.backbones),
  runs: notThereYet('runs', contract.runs, os.runs),
  evaluations: notThereYet('evaluations', contract.evaluations, os.evaluations),
  use: notThereYet('use', contract.use, os.use),
  system: systemHandlers,
  events: eventHandlers,
});
