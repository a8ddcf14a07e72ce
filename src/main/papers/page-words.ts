import type { Studio } from '../../core/open-studio.ts';
import { calledRun } from '../../core/store/run-called.ts';
import { runNumberWords } from '../../renderer/words/backbone-words.ts';
import { saidMessage } from '../../renderer/words/said-words.ts';
import type { PaperLanguage } from '../../shared/paper-language.ts';
import { visible } from '../../shared/visible.ts';
import type { PageWords } from '../words/study-page.ts';
import { windowWords } from './window-words.ts';

/** How the page of a study calls runs of this data folder, and what went wrong, in the language of the page: as the window says it there; an error in English as it came. */
export function pageWords(language: PaperLanguage, { db }: Pick<Studio, 'db'>): PageWords {
  const words = windowWords(language, (run) => {
    const { name } = calledRun(db, run);
    return name && visible(name);
  });
  return { language, called: (run) => runNumberWords(run, words), faultOf: (error) => (language === 'en' ? error.message : saidMessage(error, words)) };
}
