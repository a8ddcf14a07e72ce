import type { DatasetReport, DifferingPictures } from '../../core/datasets/views/dataset-report.ts';
import type { ClassProblem } from '../../core/datasets/version/class-problems.ts';
import type { LeftOutNote } from '../../core/datasets/version/plan-version.ts';
import { counted } from '../terminal/units.ts';

/** What is so, with the class's or file's name; then what to do. The gravest first. */
export function datasetWarnings({ problem, leftOut, classProblems, labelConflicts, acrossSides }: DatasetReport): string[] {
  return [
    ...(problem ? [`${problem.message}. ${problem.hint}`] : []),
    ...leftOut.map(leftOutSentence),
    ...classProblems.map(classSentence),
    ...conflictSentence(labelConflicts),
    ...leakSentence(acrossSides),
  ];
}

function leftOutSentence(note: LeftOutNote): string {
  if (note.kind === 'in-no-class') return `Left out: ${outside(note)}, such as "${note.example}".`;
  return note.hasPictures
    ? `Every picture of the folder "${note.name}" was excluded or given another class, so it is no class.`
    : `No file in the folder "${note.name}" is a usable picture, so it is no class.`;
}

function outside({ count, layout }: LeftOutNote & { kind: 'in-no-class' }): string {
  if (layout === 'none') return counted(count, 'picture has no label', 'pictures have no label');
  const lie = counted(count, 'picture lies', 'pictures lie');
  return `${lie} ${layout === 'sides' ? 'outside the class folders of train, val and test' : 'in no class folder'}`;
}

function classSentence(found: ClassProblem): string {
  switch (found.kind) {
    case 'single-image':
      return `Class "${found.name}" has a single picture, so it cannot be both learned and checked; add more, 20 or better 50.`;
    case 'no-training-image':
      return `Class "${found.name}" has no training picture, so it cannot be learned; put some into its training folder.`;
    case 'no-validation-image':
      return `Class "${found.name}" has no validation picture, so how well it is learned will not show; add different pictures.`;
    case 'uneven':
      return (
        `The classes are uneven: "${found.most.name}" has ${found.most.count} pictures, "${found.least.name}" ${found.least.count}; ` +
        'consider --class-weights balanced, or more pictures of the rare ones.'
      );
    case 'names-alike':
      return found.names.length === 1
        ? `The name of class "${found.names[0]!}" begins or ends with a blank, which is easily overlooked; rename its folder if that is a slip.`
        : `The classes ${found.names.map((name) => `"${name}"`).join(', ')} differ in blanks or capitals alone; if they are one, put their pictures into one folder.`;
  }
}

/** Two files of a group that differ: the first two may be plain copies of each other. */
const example = ([first, ...others]: DifferingPictures): string =>
  `"${first!.file}" and "${others.find(({ word }) => word !== first!.word)!.file}"`;

const conflictSentence = (groups: readonly DifferingPictures[]): string[] =>
  groups.slice(0, 1).map((group) => `${groups.flat().length} pictures of equal content lie in more than one class, for example ${example(group)}; keep each in one.`);

const leakSentence = (groups: readonly DifferingPictures[]): string[] =>
  groups.slice(0, 1).map(
    (group) =>
      `${groups.flat().length} pictures of equal content are on more than one side of the split, for example ${example(group)}; ` +
      'the accuracy will look better than it is.',
  );
