import type { RunPlan } from '../../../shared/run-spec.ts';
import type { FromEngine } from '../../../shared/trainer-protocol.ts';
import type { Estimate } from './estimate-run.ts';

/** How long a run still takes, by the pace it has shown: at most, since a phase may stop early. */
export interface RunClock {
  observe(event: FromEngine): void;
  /** Of the running phase, and of the whole run where its later phases were estimated; null before three steps. */
  left(): { readonly phaseSeconds: number; readonly runSeconds: number | null } | null;
}

const leastSteps = 3;

interface Moment {
  readonly atMs: number;
  /** Steps of the phase done by then. */
  readonly steps: number;
}

/**
 * @param done phases of the epochs a resumed run has behind it
 * @param estimate of the plan, where one was made
 */
export function createRunClock(
  plan: Pick<RunPlan, 'phases'>,
  done: readonly string[],
  estimate: Estimate | null,
  nowMs: () => number = () => performance.now(),
): RunClock {
  const epochsDone = new Map<string, number>();
  const count = (phase: string): number => epochsDone.get(phase) ?? 0;
  for (const phase of done) epochsDone.set(phase, count(phase) + 1);
  let phase: string | null = null;
  let stepsAnEpoch = 0;
  let first: Moment | null = null;
  let last: Moment | null = null;

  /** Of phases after the running one; null where nobody measured them. */
  function laterSeconds(index: number): number | null {
    const later = plan.phases.slice(index + 1);
    if (later.length === 0) return 0;
    if (!estimate) return null;
    return later.reduce(
      (sum, { epochs }, i) =>
        sum + estimate.featureSeconds[index + 1 + i]! + epochs * estimate.secondsPerEpoch[index + 1 + i]!,
      0,
    );
  }

  return {
    observe(event) {
      if (event.type === 'epoch') {
        epochsDone.set(event.report.phase, count(event.report.phase) + 1);
        // Validation belongs to the epoch, so the pace is taken after it.
        if (last && event.report.phase === phase) last = { atMs: nowMs(), steps: count(phase) * stepsAnEpoch };
      }
      if (event.type !== 'step') return;
      if (event.phase !== phase) [phase, first] = [event.phase, null];
      stepsAnEpoch = event.steps;
      last = { atMs: nowMs(), steps: count(phase) * stepsAnEpoch + event.step };
      first ??= last;
    },
    left() {
      const index = plan.phases.findIndex(({ name }) => name === phase);
      const here = plan.phases[index];
      if (!here || !first || !last || last.steps - first.steps < leastSteps) return null;
      const secondsAStep = (last.atMs - first.atMs) / 1000 / (last.steps - first.steps);
      const phaseSeconds = Math.max(0, here.epochs * stepsAnEpoch - last.steps) * secondsAStep;
      const later = laterSeconds(index);
      return { phaseSeconds, runSeconds: later === null ? null : phaseSeconds + later };
    },
  };
}
