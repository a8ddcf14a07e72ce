import { useI18n } from 'vue-i18n';
import { useFormat } from '../composables/use-format.ts';
import { useProject } from '../stores/project.ts';
import { isTrainable, labelledPictures, whyNotTrainable } from '../stores/trainable.ts';
import { useNextStep } from './next-step.ts';
import { router } from './router.ts';
import { trainNow } from './train-now.ts';

/** The next step of a page that needs a finished run; `dataset` gives null where there is one. */
export function useUntrainedStep(dataset: () => string | null): void {
  const { t } = useI18n();
  const { count } = useFormat();
  const project = useProject();
  useNextStep(() => {
    const [asked, view] = [dataset(), project.view];
    if (asked === null || !view) return null;
    const pictures = labelledPictures(view);
    const action = isTrainable(view)
      ? { label: t('next.train', { n: count(pictures) }, pictures), run: () => trainNow(asked) }
      : { label: t('next.toData'), run: () => router.push({ name: 'data', params: { dataset: asked } }) };
    return { state: t(isTrainable(view) ? 'next.untrained' : whyNotTrainable(view)), action };
  });
}
