import { computed, onScopeDispose, shallowRef, watch } from 'vue';
import type { Ref } from 'vue';
import { callErrorOf, shownError } from '../../api/call-error.ts';
import type { StudioCallError } from '../../api/call-error.ts';
import { studio } from '../../api/client.ts';
import { give } from '../../api/uploads.ts';
import type { Given } from '../../api/uploads.ts';
import type { Classified } from '../../../shared/contract/use-calls.ts';
import type { SetWish } from '../../../shared/answer-sets.ts';
import type { Combining } from '../../../shared/ensemble.ts';
import { sentLimitBytes } from '../../../shared/sent-limits.ts';
import type { TestTimeAugmentation } from '../../../shared/test-time-augmentation.ts';

/** What answers beside the chosen run, how their answers become one, and how often a picture is looked at. */
export interface Together {
  readonly others: readonly number[];
  readonly combine: Combining;
  readonly looks: TestTimeAugmentation;
}

/** One dropped picture: its own URL at once, the answer when it comes. */
export interface ShownPicture {
  readonly id: number;
  readonly name: string;
  /** Null for one that is too large to be drawn: a page that tries ends. */
  readonly url: string | null;
  readonly file: File;
  /** The run that answered, or was asked. */
  readonly run: number | null;
  /** Whether several models or looks answered. */
  readonly isTogether: boolean;
  readonly answer: Classified | null;
  readonly error: StudioCallError | null;
}

/** More than this many cards cover what was asked last. */
const keptPictures = 60;
/** Pictures sent and answered at a time. */
const chunk = 8;

function forget(pictures: readonly ShownPicture[]): void {
  for (const { url } of pictures) if (url !== null) URL.revokeObjectURL(url);
}

/** Classifies pictures with `run`, or `together` with others, newest first. */
export function useClassify(run: Ref<number | null>, together: Ref<Together>, sets: Ref<SetWish>) {
  const shown = shallowRef<ShownPicture[]>([]);
  let nextId = 1;

  async function classify(files: readonly File[]): Promise<void> {
    const added = files.map((file): ShownPicture => {
      nextId += 1;
      return { id: nextId, name: file.name, url: file.size <= sentLimitBytes.picture ? URL.createObjectURL(file) : null, file, run: run.value, isTogether: together.value.others.length > 0 || together.value.looks !== 'none', answer: null, error: null };
    });
    forget([...added, ...shown.value].slice(keptPictures));
    shown.value = [...added, ...shown.value].slice(0, keptPictures);
    for (let first = 0; first < files.length; first += chunk) {
      await answer(added.slice(first, first + chunk));
    }
  }

  /** Hands one picture over; where that fails its card says so, and the others are answered all the same. */
  async function handOver(card: ShownPicture): Promise<{ card: ShownPicture; given: Given }[]> {
    try {
      return [{ card, given: await give(card.file, 'picture') }];
    } catch (failure) {
      const error = shownError(failure);
      tell([card], () => ({ error }));
      return [];
    }
  }

  async function answer(cards: readonly ShownPicture[]): Promise<void> {
    if (run.value === null) return;
    const handed = (await Promise.all(cards.map(handOver))).flat();
    // As the call answers them: uploads first.
    const asked = handed.toSorted((a, b) => Number('path' in a.given) - Number('path' in b.given));
    if (asked.length === 0) return;
    const uploads = asked.flatMap(({ given }) => ('upload' in given ? given.upload : []));
    const paths = asked.flatMap(({ given }) => ('path' in given ? given.path : []));
    const askedCards = asked.map(({ card }) => card);
    const { others, combine, looks } = together.value;
    const isTogether = others.length > 0 || looks !== 'none';
    try {
      const answers = await studio.use.classify({ run: run.value, ...(isTogether && { together: { others: [...others], combine, looks } }), sets: { ...sets.value }, uploads, paths, heatMap: true, seen: true, discard: true });
      tell(askedCards, (i) => {
        const { error = null } = answers[i] ?? {};
        return error ? { error: callErrorOf(error) } : { answer: answers[i] ?? null };
      });
    } catch (failure) {
      const error = shownError(failure);
      tell(askedCards, () => ({ error }));
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

  const own = computed(() => shown.value.flatMap((card) => (card.run === run.value && card.answer && card.answer.error === null && !card.isTogether ? [card.answer] : [])));
  /** What the chosen run cannot tell of pictures that are unlike all it learned from. */
  const lacks = computed((): 'index' | 'pictures' | null => {
    if (own.value.some(({ familiarity }) => !familiarity)) return 'index';
    return own.value.some(({ familiarity }) => familiarity?.unfamiliar === null) ? 'pictures' : null;
  });
  /** Whether it has too few validation pictures for answer sets. */
  const lacksSets = computed(() => own.value.some(({ set }) => !set));

  /** About the pictures that the chosen run answered alone: it knows more now, or other answer sets are wished. */
  async function askAgain(): Promise<void> {
    const cards = shown.value.filter((card) => card.run === run.value && card.answer && !card.isTogether);
    for (let first = 0; first < cards.length; first += chunk) await answer(cards.slice(first, first + chunk));
  }

  watch(sets, askAgain);

  function clear(): void {
    forget(shown.value);
    shown.value = [];
  }
  onScopeDispose(clear);

  return { shown, lacks, lacksSets, classify, askAgain, clear };
}
