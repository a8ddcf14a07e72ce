import type { Leg } from '../../shared/contract/run-calls.ts';

/** The key of a leg's name: training is called by what it trains, the head or what lies deeper, a stage more at a time too. */
export function legName({ activity, phase }: Leg): string {
  if (activity !== 'training') return `frame.leg.${activity}`;
  return `frame.leg.${phase === 'head' || phase === 'train' ? phase : 'fine-tune'}`;
}
