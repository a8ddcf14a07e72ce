import type { BrowserWindow, Dialog, MessageBoxOptions } from 'electron';
import type { DesktopWords } from './words-en.ts';

export type CloseAnswer = 'background' | 'stop' | 'cancel';

const answers = ['background', 'stop', 'cancel'] as const satisfies readonly CloseAnswer[];

export const closeQuestion = (words: DesktopWords['closing']): MessageBoxOptions => ({
  type: 'question',
  title: 'Graft Studio',
  message: words.message,
  detail: words.detail,
  buttons: answers.map((answer) => words[answer]),
  defaultId: answers.indexOf('background'),
  // Escape, and a window that is closed without an answer.
  cancelId: answers.indexOf('cancel'),
  noLink: true,
});

/** Asks what becomes of the run that trains. */
export async function askBeforeClosing(
  dialog: Pick<Dialog, 'showMessageBox'>,
  parent: BrowserWindow | null,
  words: DesktopWords['closing'],
): Promise<CloseAnswer> {
  const question = closeQuestion(words);
  const { response } = await (parent ? dialog.showMessageBox(parent, question) : dialog.showMessageBox(question));
  return answers[response] ?? 'cancel';
}
