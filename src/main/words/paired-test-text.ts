import { pText } from '../../shared/p-value.ts';
import { counted } from '../terminal/units.ts';

/** What told two models apart on the same pictures: "McNemar's test, p = 0.012", "of 12 independent groups, p < 0.001". */
export const pairedTestText = (groups: number | null, p: number): string =>
  `${groups === null ? "McNemar's test" : `of ${counted(groups, 'independent group')}`}, ${pText(p, (value) => value.toFixed(3))}`;
