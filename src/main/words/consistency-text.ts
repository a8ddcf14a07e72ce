import { bestMeasured, type OwnConsistency, type OwnConsistencyReport } from '../../shared/own-consistency.ts';
import { printable } from '../terminal/printable.ts';
import { shellWord } from '../terminal/shell-word.ts';
import { faint } from '../terminal/style.ts';
import { table } from '../terminal/table.ts';
import { counted, noIntervalOf } from '../terminal/units.ts';

const whole = (share: number): string => (100 * share).toFixed(0);

/** "You agree with yourself on 28 of 30 pictures: 93 % (79 to 98 %). By such labels the best of models would be right 93 to 97 % of the time." */
export function consistencyText({ agreed, images, share, low, high, independentGroups: groups }: OwnConsistency): string {
  const range = low === null || high === null ? `no interval: ${noIntervalOf(groups)}` : `${whole(low)} to ${whole(high)} %${groups === null ? '' : `, from ${counted(groups, 'independent group')}`}`;
  const best = [...new Set(bestMeasured(share).map(whole))].join(' to ');
  return `You agree with yourself on ${agreed} of ${counted(images, 'picture')}: ${whole(share)} % (${range}). By such labels the best of models would be right ${best} % of the time.`;
}

export interface TakenAnswers {
  readonly taken: number;
  readonly leftOut: number;
}

const leftOutText = (n: number): string =>
  n === 0 ? '' : ` ${counted(n, 'answer')} left out: ${n === 1 ? 'its picture has' : 'their pictures have'} gone, or got another label since ${n === 1 ? 'it was' : 'they were'} copied.`;

function answersText({ taken, leftOut }: TakenAnswers): string {
  if (taken + leftOut === 0) return 'The table has no answer yet: its column "label" takes the class of each picture.';
  return `${counted(taken, 'answer')} taken; no label changed.${leftOutText(leftOut)}`;
}

export function consistencyReportText({ consistency, differing }: OwnConsistencyReport, id: string, answers: TakenAnswers | null): string {
  const read = answers === null ? [] : [answersText(answers)];
  if (consistency === null) {
    const begin = ['Nothing was judged again yet. Begin with', `  graft labels again ${id} --out <new folder>`];
    return [...read, ...(answers === null ? begin : answers.taken > 0 ? ['You were sure of none of them, so that there is nothing to compare.'] : [])].join('\n');
  }
  const unsure = consistency.unsure > 0 ? [faint(`You were unsure of ${counted(consistency.unsure, 'more', 'more')}, which ${consistency.unsure === 1 ? 'counts' : 'count'} for nothing here.`)] : [];
  if (differing.length === 0) return [...read, consistencyText(consistency), ...unsure].join('\n');
  const rows = differing.map(({ file, given, said, now }) => [printable(file), printable(given), printable(said), now === given ? '' : printable(now ?? 'none')]);
  return [
    ...read,
    consistencyText(consistency),
    ...unsure,
    '',
    table(['picture', 'label', 'you said', 'now'], rows),
    '',
    'Which of the two is right only you can tell:',
    `  graft labels set ${id} <class> <picture>`,
  ].join('\n');
}

export function blindFolderText({ folder, table: file, images, remembered }: { folder: string; table: string; images: number; remembered: number }, id: string, unsure: string): string {
  const soon = remembered > 0 ? [`You labelled or judged ${remembered} of them within the last two days and may remember; come back later for a harder test.`] : [];
  return [
    `Copied ${counted(images, 'picture')} to ${printable(folder)}, under names that tell nothing. Look at each, write its class into ${printable(file)}, ${unsure} where you are unsure, then`,
    `  graft labels again ${id} --answers ${shellWord(printable(file))}`,
    ...soon,
  ].join('\n');
}
