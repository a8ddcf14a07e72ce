import type { HealthFinding } from '../../shared/contract/dataset-calls.ts';
import type { DatasetState } from './dataset-state.ts';
import { counted, imbalanceLimit } from './health.ts';
import { labelTotals } from './label-totals.ts';
import { equalContents, picturesWith } from './picture-problems.ts';

/** A class with fewer pictures is hard to learn and its accuracy hard to measure. */
const fewImages = 20;

/** What is worth knowing before training, each with what to do about it; the worst first. */
export function healthFindings(state: DatasetState): HealthFinding[] {
  const found: HealthFinding[] = [];
  const add = (kind: HealthFinding['kind'], count: number, message: string, hint: string): void => {
    if (count > 0) found.push({ kind, message, hint, count });
  };
  const pictures = (count: number): string => counted(count, 'picture', 'pictures');

  const unreadable = picturesWith(state, 'unreadable').length;
  add(
    'unreadable',
    unreadable,
    `${counted(unreadable, 'file', 'files')} cannot be used`,
    'They are left out. Repair or replace them, or let them be.',
  );
  const conflicts = picturesWith(state, 'label-conflicts').length;
  add(
    'label-conflicts',
    conflicts,
    `${pictures(conflicts)} of equal content have different classes`,
    'Give each the same class, or exclude the wrong ones.',
  );
  const across = picturesWith(state, 'across-sides').length;
  add(
    'across-sides',
    across,
    `${pictures(across)} of equal content are on more than one side of the split`,
    'The accuracy will look better than it is: exclude one of each.',
  );
  const copies = picturesWith(state, 'duplicates');
  const duplicates = copies.length;
  const groups = equalContents(copies).length;
  add(
    'duplicates',
    duplicates,
    `${pictures(duplicates)} are copies of one another, in ${counted(groups, 'group', 'groups')}`,
    'Copies are kept on one side of the split. Exclude those that you do not want to count twice.',
  );

  const { classes } = labelTotals(state);
  const small = classes.filter(({ count }) => count < fewImages).toSorted((a, b) => a.count - b.count);
  const named = small.slice(0, 3).map(({ name, count }) => `"${name}" has ${count}`);
  add(
    'few-images',
    small.length,
    `${counted(small.length, 'class has', 'classes have')} fewer than ${fewImages} pictures: ${named.join(', ')}${small.length > 3 ? ', …' : ''}`,
    'Add more of these; 50 different pictures a class are a good start.',
  );

  const filled = classes.filter(({ count }) => count > 0).toSorted((a, b) => b.count - a.count);
  const [most, least] = [filled[0], filled.at(-1)];
  if (most && least && most.count > imbalanceLimit * least.count) {
    add(
      'imbalance',
      1,
      `The classes are uneven: "${most.name}" has ${most.count} pictures, "${least.name}" ${least.count}`,
      'Add pictures of the rare ones, or train with balanced class weights.',
    );
  }
  const excluded = picturesWith(state, 'excluded').length;
  add(
    'excluded',
    excluded,
    `${pictures(excluded)} ${excluded === 1 ? 'is' : 'are'} excluded by you`,
    'Training does not see them. Include them again at any time.',
  );
  return found;
}
