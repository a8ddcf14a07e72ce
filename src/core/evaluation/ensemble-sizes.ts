import type { Combining, EnsembleSize } from '../../shared/ensemble.ts';
import { shuffle } from '../shuffle.ts';
import { combineAnswers } from './combine-answers.ts';
import { top1 } from './top-k.ts';

/** Of a size with more choices of members so many are drawn. */
const mostChoices = 60;

/** Every choice of `size` members out of `count`, or `mostChoices` drawn ones where there are more. */
export function choicesOf(count: number, size: number, random: () => number): number[][] {
  const all: number[][] = [];
  const choose = (from: number, chosen: number[]): void => {
    if (all.length > mostChoices) return;
    if (chosen.length === size) all.push(chosen);
    else for (let member = from; member < count; member++) choose(member + 1, [...chosen, member]);
  };
  choose(0, []);
  if (all.length <= mostChoices) return all;
  return Array.from({ length: mostChoices }, () => {
    const members = Array.from({ length: count }, (_, member) => member);
    shuffle(members, random);
    return members.slice(0, size);
  });
}

/**
 * The error of an ensemble of each size, over all choices of its members.
 * @param answers by member and picture, `[classes]` each
 * @param random uniform in [0, 1); asked only where a size has more than 60 choices
 */
export function ensembleSizes(answers: readonly (readonly ArrayLike<number>[])[], labels: readonly number[], how: Combining, random: () => number): EnsembleSize[] {
  const errorOf = (members: readonly number[]): number => {
    const wrong = labels.filter((label, picture) => {
      const combined = combineAnswers(members.map((member) => answers[member]![picture]!), how);
      return top1(combined, combined.length, 0) !== label;
    });
    return wrong.length / labels.length;
  };
  return answers.map((_, i) => {
    const errors = choicesOf(answers.length, i + 1, random).map(errorOf);
    return { members: i + 1, choices: errors.length, error: errors.reduce((a, b) => a + b, 0) / errors.length, least: Math.min(...errors), most: Math.max(...errors) };
  });
}
