import type { Leg } from '../../shared/contract/run-calls.ts';

/** The key of a leg's name: training is called by what it trains. */
export const legName = ({ activity, phase }: Leg): string => `frame.leg.${activity === 'training' ? phase : activity}`;
