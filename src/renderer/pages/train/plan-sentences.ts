import type { PlanView } from '../../../shared/contract/plan-view.ts';
import { networkName } from '../../../shared/network-name.ts';
import { runSettings } from '../../../shared/run-settings.ts';
import type { Phase, RunPlan, RunSpec } from '../../../shared/run-spec.ts';
import { begunFromWords, runNumberWords } from '../../words/backbone-words.ts';
import { placeWords } from '../../words/cut-words.ts';
import type { Words } from '../../composables/use-words.ts';
import { settingValueWords } from '../../words/setting-words.ts';

const epochsOf = ({ epochs, patience, solver }: Phase, { t, format }: Words): string =>
  solver === 'exact' ? t('train.says.solved') : t(patience > 0 ? 'train.says.epochsAtMost' : 'train.says.epochs', { n: format.count(epochs) }, epochs);

/** Whether nothing learns in steps. */
const isSolved = (phases: readonly Phase[]): boolean => phases.every(({ solver }) => solver === 'exact');

/** What learns, by what it begins from. */
function learner({ start, architecture }: RunPlan, words: Words): string {
  if (start.from === 'weights' && start.run !== undefined) return words.t('train.says.modelOfRun', { run: runNumberWords(start.run, words) });
  return start.from === 'weights'
    ? words.t('train.says.weights', { network: begunFromWords({ start, architecture }, words) })
    : words.t('train.says.drawn', { network: architecture === null ? words.t('models.ownNetwork') : networkName(architecture) });
}

function whatIsShown({ plan, classes, images }: PlanView, words: Words): string {
  const { t, format } = words;
  const counted = (key: string, n: number) => t(key, { n: format.count(n) }, n);
  const values = {
    network: learner(plan, words),
    classes: counted('train.says.classes', classes),
    pictures: counted('train.says.pictures', images.train),
    others: counted(isSolved(plan.phases) ? 'train.says.othersOnce' : 'train.says.others', images.val),
  };
  if (images.test === 0) return t('train.says.shown', values);
  return t('train.says.shownAndTested', { ...values, tested: counted('train.says.tested', images.test) });
}

function whatLearns({ plan, parts }: PlanView, words: Words): string {
  const { t, format } = words;
  const sum = (of: 'trained' | 'parameters') => format.amount(parts.reduce((total, part) => total + part[of], 0));
  const share = t('train.says.share', { trained: sum('trained'), all: sum('parameters') });
  const [first, second] = plan.phases as [Phase, Phase?];
  const last = plan.phases.at(-1)!;
  const epochs = epochsOf(first, words);
  const more = epochsOf(last, words);
  if (last.end !== undefined) return t(second ? 'train.says.headThenFirst' : 'train.says.first', { epochs, place: placeWords(last.end, words), share, more });
  if (plan.phases.length > 2) return t('train.says.gradual', { epochs, share, more });
  if (second) {
    return t('train.says.headThen', { epochs, place: placeWords(second.cut, words), share, more });
  }
  if (first.cut === 'head') return t('train.says.head', { share, epochs });
  if (first.cut === 'stem') return t('train.says.everything', { share, epochs });
  return t('train.says.from', { place: placeWords(first.cut, words), share, epochs });
}

/** How pictures of each kind of augmentation go in. */
const varied = { none: 'plain', light: 'varied', standard: 'variedMore', strong: 'variedMore', 'pad-crop': 'varied' } as const;

function howPicturesGoIn({ plan, cacheBytes }: PlanView, { t, format }: Words): string {
  const bytes = format.bytes(cacheBytes);
  const features = t(cacheBytes <= plan.cacheSizeBytes ? 'train.says.kept' : 'train.says.notKept', { bytes });
  const size = plan.preprocessing.imageSize;
  const said = t(`train.says.${varied[plan.phases.at(-1)!.augment]}`, { size, features });
  const first = plan.phases.find(({ sizes }) => sizes)?.sizes?.[0];
  return first ? `${said} ${t('train.says.growing', { from: first.imageSize, size })}` : said;
}

/** Settings that were asked for, by name with their values, whatever the form shows of them; null where there are none. */
export function askedWords(spec: RunSpec, words: Words): string | null {
  const { t, te } = words;
  const asked = runSettings.flatMap((row) => {
    const value = spec[row.key];
    if (row.group === null || row.key === 'name' || value === undefined) return [];
    const short = `runSettings.columns.${row.key}`;
    return [`${t(te(short) ? short : `runSettings.names.${row.key}`)}: ${settingValueWords(row.key, value, words)}`];
  });
  return asked.length === 0 ? null : t('train.says.asked', { settings: asked.join('; ') });
}

/** What a run will do, for people who have never trained anything; exact terms in brackets. */
export const planSentences = (view: PlanView, words: Words): string[] => [
  whatIsShown(view, words),
  whatLearns(view, words),
  howPicturesGoIn(view, words),
  words.t(isSolved(view.plan.phases) ? 'train.says.bestSolved' : 'train.says.best'),
];
