import { stages } from '../../../shared/run-settings.ts';
import type { Phase } from '../../../shared/run-spec.ts';

/** A phase that learns in steps, as far as `--freeze` decides it. */
type StepPhase = Pick<Phase, 'name' | 'cut' | 'end'> & {
  /** Whether it takes the run's epochs; else one. */
  readonly isLong: boolean;
};

/** What `--freeze` trains. */
export interface Strategy {
  /** Whether a head is learned on frozen features before anything else. */
  readonly startsWithHead: boolean;
  /** What learns in steps after that, in order; none where it is the head alone. */
  readonly steps: readonly StepPhase[];
}

const long = (name: Phase['name'], cut: string, end?: string): StepPhase => ({ name, cut, ...(end !== undefined && { end }), isLong: true });

/** A stage further down for an epoch each, then all of it (ULMFiT, arXiv 1801.06146, section 3.3). */
function stageByStage(count: number): StepPhase[] {
  const down = stages.slice(0, count).toReversed();
  return [...down.map((stage) => ({ ...long(stage, stage), isLong: false })), long('stem', 'stem')];
}

/**
 * The phases of a value of `--freeze`. Pure.
 * @param stageCount of the network
 * @param keepsHead whether all of the head that the run starts with has learned these classes
 */
export function strategyOf(freeze: string, stageCount: number, keepsHead: boolean): Strategy {
  const [kind, cut = 'stem'] = freeze.split(':') as [string, string?];
  switch (kind) {
    case 'head':
      return { startsWithHead: true, steps: [] };
    case 'gradual':
      return { startsWithHead: true, steps: stageByStage(stageCount) };
    case 'head-then':
      return { startsWithHead: true, steps: [long('fine-tune', cut)] };
    // Surgical fine-tuning (arXiv 2210.11466). What stays as it is must know the classes: a head that does not learns them first.
    case 'first':
      return { startsWithHead: !keepsHead, steps: [long(keepsHead ? 'train' : 'fine-tune', 'stem', cut)] };
    default:
      return { startsWithHead: false, steps: [long('train', cut)] };
  }
}
