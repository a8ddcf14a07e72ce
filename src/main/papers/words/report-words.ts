import type { PaperLanguage } from '../../../shared/paper-language.ts';
import { englishAnnex } from './annex-en.ts';
import { germanAnnex } from './annex-de.ts';
import { germanPaper } from './de.ts';
import { englishPaper } from './en.ts';
import type { ReportWords } from './en.ts';

export type AnnexWords = typeof englishAnnex;

export const reportWords: Readonly<Record<PaperLanguage, { readonly paper: ReportWords; readonly annex: AnnexWords }>> = {
  en: { paper: englishPaper, annex: englishAnnex },
  de: { paper: germanPaper, annex: germanAnnex },
};
