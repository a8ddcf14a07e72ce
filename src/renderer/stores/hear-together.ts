import type { StudioEvent } from '../../shared/contract/events.ts';

/** Nobody reads figures that change more often, and each change shown is taken from the training. */
const restMs = 500;

/**
 * Hands events on in their order: what a run says while it trains (small networks end several epochs a second) at most twice a second, all of it in one turn, so that it is shown once;
 * anything else at once, after what waits. An event that cannot be handled is reported and keeps no other.
 */
export function hearTogether(apply: (event: StudioEvent) => void): (event: StudioEvent) => void {
  let waiting: StudioEvent[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let appliedMs = -Infinity;
  /** Of which it is known that they train: that one begins is told at once. */
  const training = new Set<number>();

  function isOfTraining(event: StudioEvent): boolean {
    if (event.type !== 'run') return event.type === 'run-progress' || event.type === 'run-epoch' || event.type === 'run-answers';
    const { run, state } = event.run;
    const wasTraining = training.has(run);
    if (state === 'running') training.add(run);
    else training.delete(run);
    return wasTraining && state === 'running';
  }

  function applyAll(): void {
    clearTimeout(timer);
    timer = undefined;
    appliedMs = performance.now();
    const events = waiting;
    waiting = [];
    for (const event of events) {
      try {
        apply(event);
      } catch (error) {
        reportError(error);
      }
    }
  }

  return (event) => {
    waiting.push(event);
    const leftMs = isOfTraining(event) ? appliedMs + restMs - performance.now() : 0;
    if (leftMs <= 0) applyAll();
    else timer ??= setTimeout(applyAll, leftMs);
  };
}
