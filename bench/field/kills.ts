import { disturbRuns } from '../kill.ts';
import type { Measure } from './measure.ts';

const kills = 21;

export const measure: Measure = {
  name: 'kills',
  says: `a training killed ${kills} times by SIGKILL, at every kind of moment, ends with the bits of one that nobody disturbed`,
  async run(say) {
    const { undisturbed, others, moments } = await disturbRuns(kills, Math.random, say);
    return [
      ...others.map(({ what, digest }) => ({ what, figure: digest === undisturbed ? 'same bits' : `other bits: ${digest}`, holds: digest === undisturbed })),
      { what: 'kills by moment', figure: JSON.stringify(moments) },
    ];
  },
};
