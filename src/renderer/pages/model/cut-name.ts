import { useI18n } from 'vue-i18n';

/** A cut point in words: "stage 3, block 2"; blocks are counted from 1 for people. */
export function useCutName(): (cut: string) => string {
  const { t } = useI18n();
  return (cut) => {
    if (cut === 'stem' || cut === 'head') return t(cut === 'stem' ? 'model.parts.stem' : 'model.parts.head');
    const [stage, block] = cut.replace('stage', '').split('.');
    return block === undefined ? t('model.parts.stage', { stage }) : t('model.parts.block', { stage, block: Number(block) + 1 });
  };
}
