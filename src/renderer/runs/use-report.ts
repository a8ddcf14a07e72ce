import { useI18n } from 'vue-i18n';
import { studio } from '../api/client.ts';
import { useAttempt } from '../composables/use-attempt.ts';
import { useSettings } from '../stores/settings.ts';
import { useToasts } from '../stores/toasts.ts';

/** All that is known of a run as one page, in the window's language; where it is saved, browser or desktop ask as for any download. */
export function useReport(run: () => number) {
  const { t } = useI18n();
  const settings = useSettings();
  const toasts = useToasts();
  const { error, isBusy, attempt } = useAttempt();

  const report = () =>
    attempt(async () => {
      const { file } = await studio.runs.report({ run: run(), language: settings.language });
      Object.assign(document.createElement('a'), { href: `/api/files/${encodeURIComponent(file)}`, download: file }).click();
      toasts.show(t('runs.report.made', { file }), { kind: 'done' });
    });
  return { error, isBusy, report };
}
