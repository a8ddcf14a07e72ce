import type { RunVerdict, VerdictHelp } from '../../shared/verdict.ts';
import { fewestGroups } from '../../shared/independent-groups.ts';
import { printable } from '../terminal/printable.ts';
import { heading } from '../terminal/style.ts';
import { bytes, counted, percent, significant } from '../terminal/units.ts';

const points = (share: number): string => (share * 100).toFixed(1);

/** "Right 3 times of 4; guessing gives 1 of 5, always saying "dock" 40.0 %." */
function standingSentence({ plainly: { times, of }, classes, largestClass, guessing, standing, images, independentGroups }: RunVerdict): string {
  const right = `Right ${times} ${times === 1 ? 'time' : 'times'} of ${of}`;
  // Where all classes are about as large it says the same twice.
  const isSkewed = largestClass.accuracy > 1.25 * guessing.accuracy;
  const constant = isSkewed ? `, always saying "${printable(largestClass.label)}" ${percent(largestClass.accuracy)}` : '';
  const without = `guessing gives 1 of ${classes}${constant}`;
  if (standing === 'better') return `${right}; ${without}.`;
  if (standing === 'worse') return `${right}; ${without}: worse than doing without a model.`;
  const than = guessing.isBeaten ? `than always saying "${printable(largestClass.label)}"` : 'than guessing';
  return `${right}; ${without}. From ${independentGroups === null ? counted(images, 'picture') : `${counted(independentGroups, 'independent group')} of ${counted(images, 'picture')}`} it cannot be told whether it is better ${than}.`;
}

function helpSentence(help: VerdictHelp): string {
  switch (help.kind) {
    case 'weakest-class': {
      const { label, found, images, recall, interval, trainImages, morePictures, isShown, gain } = help;
      const more = morePictures > 0 ? `; ${morePictures} more than its ${trainImages} to learn from would be as many as the others have` : '';
      const sure = isShown ? '' : ', which may be chance';
      return `More of "${printable(label)}": ${found} of ${images} found (${percent(recall)}, ${interval ? `${points(interval[0])} to ${points(interval[1])}` : `fewer than ${fewestGroups} groups, no interval`})${sure}${more}. Found like the others: +${points(gain)} points at most.`;
    }
    case 'confused-pair': {
      const { labels: [a, b], counts, groups, share, gain } = help;
      const of = groups === undefined ? '' : ` in ${counted(groups, 'independent group')}`;
      return `"${printable(a)}" and "${printable(b)}" told apart: ${counted(counts[0] + counts[1], 'mistake')}${of} (${percent(share)} of all), +${points(gain)} points at most.`;
    }
    case 'label-suspects': {
      const named = help.pictures.slice(0, 3).map(({ file, likely }) => `${printable(file)} (${printable(likely)}?)`);
      const sure = help.isUnsure ? ', though with so few or so uncertain answers they may as well be its mistakes' : '';
      return `${counted(help.count, 'label')} to check${sure}: ${named.join(', ')}${help.count > named.length ? ', …' : ''}. Wrong all of them: +${points(help.gain)} points at most.`;
    }
    case 'too-few-pictures':
      return `${counted(help.moreImages, 'more picture')} to be judged by: ${help.images} leave ${points(help.margin)} points to either side, so many more half of that.`;
    case 'too-few-groups': {
      const { groups, moreGroups, margin } = help;
      const brings = margin === null ? `with ${counted(groups, 'independent group')} there is no interval, from ${groups + moreGroups} on there is` : `${counted(groups, 'independent group')} leave ${points(margin)} points to either side, so many more half of that`;
      return `${counted(moreGroups, 'more independent group')} to be judged by: ${brings}. More pictures of the same groups hardly help.`;
    }
    case 'learns-by-heart':
      return `It knows its training pictures by heart (${percent(help.trainAccuracy)} right, loss ${significant(help.trainLoss)} against ${significant(help.valLoss)}): more pictures${help.isAugmented ? '' : ', or --augment light'}. What that brings cannot be computed.`;
    case 'train-deeper':
      return `Train deeper: --freeze ${help.to} instead of ${help.from}. What that brings, only a run tells.`;
    case 'better-base-model': {
      const before = help.fromAccuracy === null ? '' : `, against ${percent(help.fromAccuracy)} now`;
      return `A larger base model: --backbone ${help.to} (${percent(help.toAccuracy)} on ImageNet${before}; ${help.isOnDisk ? 'on this computer' : `${bytes(help.sizeBytes)} to download`}). What that brings here, only a run tells.`;
    }
  }
}

/** A run beside doing without it, and what would help it most. */
export function verdictText(verdict: RunVerdict): string {
  const helps = verdict.helps.map((help, at) => `  ${at + 1}. ${helpSentence(help)}`);
  return [standingSentence(verdict), ...(helps.length > 0 ? ['', heading('What would help most'), ...helps] : [])].join('\n');
}
