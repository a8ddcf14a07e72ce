import type { HealthFinding } from '../../../shared/contract/dataset-calls.ts';
import type { Database } from '../../store/database.ts';
import type { PassingState } from '../version/dataset-state.ts';
import { lostOutsideMiddle, usualFit } from '../../images/lost-by-middle.ts';
import { imbalanceLimit } from '../version/class-problems.ts';
import { namesAlike } from '../version/names-alike.ts';
import { labelTotals } from '../labels/label-totals.ts';
import { leftOutFolders } from '../known/left-out-folders.ts';
import { nearPictures } from './near-duplicates.ts';
import { copies, picturesWith } from './picture-problems.ts';

/** A class with fewer pictures is hard to learn and its accuracy hard to measure. */
const enough = 20;
const namedClasses = 3;
const namedFolders = 3;

/** What is worth knowing before training, as data: who shows it finds the words. The worst first. */
export function healthFindings(db: Database, state: PassingState): HealthFinding[] {
  const of = (problem: Parameters<typeof picturesWith>[1]): number => picturesWith(state, problem).length;
  const near = nearPictures(db, state).groups;
  const { classes } = labelTotals(state);
  const leftOut = leftOutFolders(state);
  const alike = namesAlike(classes.map(({ name }) => name));
  const small = classes.filter(({ count }) => count < enough).toSorted((a, b) => a.count - b.count);
  const filled = classes.filter(({ count }) => count > 0).toSorted((a, b) => b.count - a.count);
  const [most, least] = [filled[0], filled.at(-1)];
  const isUneven = most && least && most.count > imbalanceLimit * least.count;
  const found: HealthFinding[] = [
    { kind: 'unreadable', count: of('unreadable') },
    { kind: 'label-conflicts', count: of('label-conflicts') },
    { kind: 'across-sides', count: of('across-sides') },
    { kind: 'duplicates', count: of('duplicates'), groups: copies(state).length },
    { kind: 'near-duplicates', count: near.flatMap(({ images }) => images).length, groups: near.length },
    ...cutOff(state, of('cut-off')),
    { kind: 'dim', count: of('dim') },
    { kind: 'names-alike', count: alike.length, names: alike.slice(0, namedClasses) },
    { kind: 'folders-left-out', count: leftOut.length, folders: leftOut.slice(0, namedFolders) },
    { kind: 'few-images', count: small.length, enough, smallest: small.slice(0, namedClasses) },
    ...(isUneven ? [{ kind: 'imbalance', count: 1, most, least } as const] : []),
    { kind: 'excluded', count: of('excluded') },
  ];
  return found.filter(({ count }) => count > 0);
}

/** The sides are worked out only where there is something to tell. */
function cutOff(state: PassingState, count: number): HealthFinding[] {
  if (count === 0) return [];
  const training = Array.from(state.images, ({ file: { id, width, height } }) => ({ width: width ?? 1, height: height ?? 1, split: state.sides().get(id) ?? '' }));
  return [{ kind: 'cut-off', count, usual: usualFit(lostOutsideMiddle(training)) }];
}
