import type { Words } from '../composables/use-words.ts';

/** Title or question of a study: of a preset in the window's words where it has some. */
export function studyWords(what: 'title' | 'question', study: { preset: string | null; title: string; question: string }, { t, te }: Pick<Words, 't' | 'te'>): string {
  const key = `studyPresets.${study.preset}.${what}`;
  return study.preset !== null && te(key) ? t(key) : study[what];
}
