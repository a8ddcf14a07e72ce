import { saidMessage } from '../../renderer/words/said-words.ts';
import type { WireError } from '../../shared/errors.ts';
import type { PaperLanguage } from '../../shared/paper-language.ts';
import { windowWords } from './window-words.ts';

/** What went wrong in the language of a paper, as the window says it there; English as it came. */
export const faultWords = (language: PaperLanguage) => (error: WireError): string => (language === 'en' ? error.message : saidMessage(error, windowWords(language)));
