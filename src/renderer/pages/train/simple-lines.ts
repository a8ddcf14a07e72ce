import type { PlanView } from '../../../shared/contract/plan-view.ts';
import type { Phase } from '../../../shared/run-spec.ts';
import { placeWords } from '../../words/cut-words.ts';
import type { Words } from '../../composables/use-words.ts';
import { begunFromWords } from '../../words/backbone-words.ts';

/** How many of the network's stages lie behind a cut, of how many. */
function stagesBehind(cut: string, parts: PlanView['parts']): { learning: number; all: number } {
  const numbers = parts.map(({ part }) => Number(/^stage(\d)/.exec(part)?.[1] ?? 0));
  const all = Math.max(1, ...numbers);
  const first = Number(/^stage(\d)/.exec(cut)?.[1] ?? (cut === 'head' ? all + 1 : 1));
  return { learning: all - first + 1, all };
}

function howDeep({ plan, parts }: PlanView, { t, format }: Words): string {
  const [, second] = plan.phases as [Phase, Phase?];
  const { cut, end } = plan.phases.at(-1)!;
  if (end !== undefined) return t('train.simple.first', { place: placeWords(end, { t }) });
  const { learning, all } = stagesBehind(cut, parts);
  if (cut === 'head') return t('train.simple.head');
  const key = learning >= all ? 'all' : 'last';
  return t(`train.simple.${second ? 'headThen' : 'from'}.${key}`, { n: format.count(learning), all: format.count(all) }, learning);
}

/** What a run will do in four short lines, without a term: what it learns from, what it starts from, how deep, how long. */
export function simpleLines(view: PlanView, seconds: number | null, words: Words): { key: string; value: string; more?: string }[] {
  const { t, format } = words;
  const { images, classes, plan } = view;
  const counted = (key: string, n: number) => t(key, { n: format.count(n) }, n);
  const kept = images.val + images.test;
  return [
    {
      key: 'learns',
      value: t('train.simple.learns', { pictures: counted('train.says.pictures', images.train), classes: counted('train.says.classes', classes) }),
      more: counted('train.simple.others', kept),
    },
    { key: 'starts', value: begunFromWords(plan, words) },
    { key: 'depth', value: howDeep(view, words) },
    {
      key: 'time',
      value: seconds === null ? t('train.simple.unmeasured') : t('train.simple.about', { time: format.duration(seconds) }),
      more: plan.start.from === 'weights' ? t('train.simple.firstSoon') : t('train.simple.firstAfterEpoch'),
    },
  ];
}
