import type { Words } from '../composables/use-words.ts';

/** A cut point in words: "stage 3, block 2"; blocks are counted from 1 for people. */
export function cutWords(cut: string, { t }: Pick<Words, 't'>): string {
  if (cut === 'stem' || cut === 'head') return t(cut === 'stem' ? 'model.parts.stem' : 'model.parts.head');
  const [stage, block] = cut.replace('stage', '').split('.');
  return block === undefined ? t('model.parts.stage', { stage }) : t('model.parts.block', { stage, block: Number(block) + 1 });
}

/** A phase of a run: the head alone, what follows it or is all there is, and of those that go a stage further down each from where on. */
export function phaseWords(phase: string, { t }: Pick<Words, 't'>): string {
  if (phase === 'head' || phase === 'fine-tune' || phase === 'train') return t(`train.phases.${phase}`);
  return t('train.phases.from', { place: placeWords(phase, { t }) });
}

/** The same inside a sentence, after "from" or "before". */
export function placeWords(cut: string, { t }: Pick<Words, 't'>): string {
  if (cut === 'stem' || cut === 'head') return t(`train.says.place.${cut}`);
  const [stage, block] = cut.replace('stage', '').split('.');
  return block === undefined ? t('train.says.place.stage', { stage }) : t('train.says.place.block', { stage, block: Number(block) + 1 });
}
