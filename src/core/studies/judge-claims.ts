import { holm } from '../evaluation/holm.ts';
import type { Holds, StudyComparison, StudyVerdict } from '../../shared/study-result.ts';
import type { StudyCell, StudyClaim } from '../../shared/study-spec.ts';
import { compareAnswers, compareTrials, pairedTrials } from './compare-trials.ts';
import type { Repeated, TrialResult } from './compare-trials.ts';
import { resultsOfRow } from './summarise-study.ts';

/** What is believed at this level, after Holm's correction over all comparisons of a study. */
const level = 0.05;

interface Compared {
  readonly first: StudyCell;
  readonly second: StudyCell;
  readonly comparison: StudyComparison;
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
const fits = (cell: StudyCell, wanted: StudyCell): boolean => Object.entries(wanted).every(([field, value]) => same(cell[field], value));

/** Rows of `first` with those of `second` that have all other fields alike. */
function pairedRows(cells: readonly StudyCell[], first: StudyCell, second: StudyCell): [number, number][] {
  const named = new Set([...Object.keys(first), ...Object.keys(second)]);
  return cells.flatMap((one, row): [number, number][] => {
    const rest = Object.fromEntries(Object.entries(one).filter(([field]) => !named.has(field)));
    const other = cells.findIndex((cell) => fits(cell, second) && fits(cell, rest));
    return fits(one, first) && other >= 0 && other !== row ? [[row, other]] : [];
  });
}

/**
 * What the results say of every claim, in the claims' order. A claim is `yes` or `no` only where a test says so after Holm's correction over all
 * comparisons of all claims; training accuracy with one repeat by what the finished runs answer of the pictures they learned from; losses need two repeats. Pure.
 */
export function judgeClaims(claims: readonly StudyClaim[], cells: readonly StudyCell[], results: readonly TrialResult[], repeated: Repeated): StudyVerdict[] {
  const compare = (claim: StudyClaim, first: StudyCell, second: StudyCell): Compared[] => {
    const pairs = pairedRows(cells, first, second).flatMap(([a, b]) => pairedTrials(resultsOfRow(results, a), resultsOfRow(results, b)));
    const comparison = compareTrials(pairs, claim.of, repeated);
    return comparison ? [{ first, second, comparison }] : [];
  };
  const perClaim = claims.map((claim): Compared[] => {
    if (claim.kind === 'together-higher') return comparedTogether(claim.among, results, repeated);
    if (claim.kind !== 'some-higher') return compare(claim, claim.first, claim.second);
    return cells.filter((cell) => !fits(cell, claim.than)).flatMap((cell) => compare(claim, cell, claim.than));
  });
  const told = perClaim.flat().filter(({ comparison }) => comparison.p !== null);
  const corrected = new Map<Compared, number>();
  for (const [i, p] of holm(told.map(({ comparison }) => comparison.p!)).entries()) corrected.set(told[i]!, p);
  return claims.map((claim, i) => {
    const compared = perClaim[i]!.map((one) => ({ ...one, comparison: { ...one.comparison, p: corrected.get(one) ?? null } }));
    const { decisive, holds } = decide(claim, compared);
    return { claim: claim.id, claimed: claim.text, of: claim.of, holds, compared: decisive };
  });
}

/** All runs of some cells together against the best of them. `together` and `run` name them; they are no fields that vary. */
function comparedTogether(among: StudyCell, results: readonly TrialResult[], { folds, right, together, groupsOf }: Repeated): Compared[] {
  const members = results.filter(({ cell }) => fits(cell, among));
  // Folds judge other pictures each.
  if (members.length < 2 || folds > 0 || !together) return [];
  const best = members.reduce((a, b) => (b.accuracy > a.accuracy ? b : a));
  const comparison = compareAnswers(together(members.map(({ run }) => run)), right(best.run), groupsOf);
  return comparison ? [{ first: { together: members.length }, second: { run: best.run }, comparison }] : [];
}

const isHigher = ({ comparison: { p, difference } }: Compared): boolean => p !== null && p < level && difference > 0;
const isLower = ({ comparison: { p, difference } }: Compared): boolean => p !== null && p < level && difference < 0;

function decide(claim: StudyClaim, compared: readonly Compared[]): { decisive: Compared | null; holds: Holds } {
  if (compared.length === 0) return { decisive: null, holds: 'unclear' };
  const highest = compared.reduce((a, b) => (b.comparison.difference > a.comparison.difference ? b : a));
  const proven = compared.filter(isHigher);
  if (proven.length > 0) return { decisive: proven.reduce((a, b) => (b.comparison.difference > a.comparison.difference ? b : a)), holds: 'yes' };
  if (claim.kind === 'not-lower') {
    const { pairs, low } = highest.comparison;
    if (pairs > 1 && claim.margin > 0 && low !== null && low > -claim.margin) return { decisive: highest, holds: 'yes' };
  }
  return { decisive: highest, holds: compared.every(isLower) ? 'no' : 'unclear' };
}
