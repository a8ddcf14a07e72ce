import type { DatasetNews, FolderChange } from '../../shared/contract/events.ts';
import type { Words } from '../composables/use-words.ts';
import { saidMessage } from './said-words.ts';

/** Where pictures lie: "thistle", "rose (2) and thistle (1)", "5 classes"; null where there are no classes. */
function placesOf(
  { classes, named }: Extract<FolderChange, { what: 'added' | 'moved' }>,
  { t, format }: Words,
): string | null {
  if (classes === 0) return null;
  const [first, second] = named;
  if (!first) return t('frame.news.classes', { n: format.count(classes) }, classes);
  if (!second) return first.name;
  const counted = ({ name, count }: typeof first) => t('frame.news.counted', { name, n: format.count(count) });
  return t('frame.news.two', { first: counted(first), second: counted(second) });
}

/** The noun is said only with the first of them: "3 new pictures in thistle, 1 gone". */
function changeWords(change: FolderChange, isFirst: boolean, words: Words): string {
  const { t, format } = words;
  const { what, count } = change;
  const isNamed = isFirst || what === 'added' || what === 'unreadable';
  const said = t(`frame.news.${isNamed ? 'pictures' : 'more'}.${what}`, { n: format.count(count) }, count);
  const places = 'classes' in change ? placesOf(change, words) : null;
  if (places === null) return said;
  return t(what === 'moved' ? 'frame.news.to' : 'frame.news.in', { pictures: said, places });
}

/** What a person should know of a data set's folder, in one line. */
export function newsWords(news: DatasetNews, words: Words): string {
  const { t } = words;
  switch (news.kind) {
    case 'changes':
      return news.changes.map((change, index) => changeWords(change, index === 0, words)).join(', ');
    case 'refused':
      return saidMessage(news, words);
    case 'unclear-layout':
      return t('frame.news.unclearLayout');
    case 'unscannable':
      return t('frame.news.unscannable', { reason: news.reason });
    case 'unwatchable':
      return t('frame.news.unwatchable', { name: news.name, reason: news.reason ?? t('frame.news.watchLimit') });
  }
}
