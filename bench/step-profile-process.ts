/** Steps of one network in a process of its own, for `step-profile.ts`: a line on standard output after each, with its processor milliseconds. */
import { stepWork } from './graph-work.ts';
import type { GraphMeasurement } from './graph-work.ts';

const { steps, ...measurement } = JSON.parse(process.argv[2]!) as GraphMeasurement & { readonly steps: number };
const step = stepWork(measurement);
for (let i = 0; i < steps; i++) {
  const before = process.cpuUsage();
  step();
  const { user, system } = process.cpuUsage(before);
  console.log(`took ${(user + system) / 1000}`);
}
