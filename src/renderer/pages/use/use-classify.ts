import { onScopeDispose, shallowRef } from 'vue';
import type { Ref } from 'vue';
import { callErrorOf, shownError } from '../../api/call-error.ts';
import type { StudioCallError } from '../../api/call-error.ts';
import { studio } from '../../api/client.ts';
import { upload } from '../../api/uploads.ts';
import type { Classified } from '../../../shared/contract/use-calls.ts';

/** One dropped picture: its own URL at once, the answer when it comes. */
export interface ShownPicture {
  readonly id: number;
  readonly name: string;
  readonly url: string;
  readonly file: File;
  readonly answer: Classified | null;
  readonly error: StudioCallError | null;
}

/** More than this many cards cover what was asked last. */
const keptPictures = 60;
/** Pictures sent and answered at a time. */
const chunk = 8;

/** Classifies pictures with `run`, newest first. */
export function useClassify(run: Ref<number | null>) {
  const shown = shallowRef<ShownPicture[]>([]);
  let nextId = 1;

  async function classify(files: readonly File[]): Promise<void> {
    const added = files.map((file): ShownPicture => {
      nextId += 1;
      return { id: nextId, name: file.name, url: URL.createObjectURL(file), file, answer: null, error: null };
    });
    for (const { url } of [...added, ...shown.value].slice(keptPictures)) URL.revokeObjectURL(url);
    shown.value = [...added, ...shown.value].slice(0, keptPictures);
    for (let first = 0; first < files.length; first += chunk) {
      await answer(files.slice(first, first + chunk), added.slice(first, first + chunk));
    }
  }

  async function answer(files: readonly File[], cards: readonly ShownPicture[]): Promise<void> {
    if (run.value === null) return;
    try {
      const sent = await Promise.all(files.map((file) => upload(file, file.name, 'picture')));
      const answers = await studio.use.classify({ run: run.value, uploads: sent.map((one) => one.upload), heatMap: true, seen: true, discard: true });
      tell(cards, (i) => {
        const { error = null } = answers[i] ?? {};
        return error ? { error: callErrorOf(error) } : { answer: answers[i] ?? null };
      });
    } catch (failure) {
      const error = shownError(failure);
      tell(cards, () => ({ error }));
    }
  }

  /** Cards are replaced, not changed: a component whose card is the same object would not be drawn again. */
  function tell(cards: readonly ShownPicture[], news: (index: number) => Partial<ShownPicture>): void {
    const places = new Map(cards.map((card, i) => [card.id, i]));
    shown.value = shown.value.map((card) => {
      const i = places.get(card.id);
      return i === undefined ? card : { ...card, ...news(i) };
    });
  }

  function clear(): void {
    for (const { url } of shown.value) URL.revokeObjectURL(url);
    shown.value = [];
  }
  onScopeDispose(clear);

  return { shown, classify, clear };
}
