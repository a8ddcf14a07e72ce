import { howMany } from '../../how-many.ts';
import { leftOutText } from '../../datasets/known/left-out-folders.ts';
import type { PlanNotice } from '../../../shared/contract/run-calls.ts';

/** A notice as the terminal says it, and as it is kept beside a run. */
export function planNoticeText(notice: PlanNotice): string {
  switch (notice.about) {
    case 'fine-tune-rate-unused':
      return `--fine-tune-lr has no effect with --freeze ${notice.freeze}: only head-then:<cut> has a second phase.`;
    case 'batch-norm-unused':
      return '--bn train has no effect with --freeze head: the head has no batch normalisation.';
    case 'backbone-is-small':
      return `The embedded backbone is small and was distilled for trying things out: an ImageNet backbone such as ${notice.better} will do clearly better on photographs ("graft backbones download ${notice.better}", or the page "Base model" of the window).`;
    case 'files-left-out': {
      const { count, of, reasons } = notice;
      const shown = reasons.map((one) => (reasons.length === 1 && one.count === count ? one.reason : `${one.count} x ${one.reason}`));
      return `${count} of ${howMany(of, 'file', 'files')} ${count === 1 ? 'is' : 'are'} left out: ${shown.join(', ')} ("graft datasets show" lists them).`;
    }
    case 'without-label':
      return `${howMany(notice.count, 'picture has', 'pictures have')} no label and ${notice.count === 1 ? 'is' : 'are'} left out, such as "${notice.example}".`;
    case 'folders-left-out': {
      const { count, folders } = notice;
      const shown = folders.map((folder) => `"${folder.folder}": ${leftOutText(folder)}`);
      const more = count > folders.length ? `; and ${count - folders.length} more` : '';
      return `${howMany(count, 'folder is', 'folders are')} left out. ${shown.join('; ')}${more}.`;
    }
    case 'dim-pictures': {
      const { count, of } = notice;
      return `${count} of ${howMany(of, 'picture', 'pictures')} ${count === 1 ? 'has 16 bits a value and uses' : 'have 16 bits a value and use'} 12 of them, nearly black to a network: save them with their values stretched to 16 bits, or to 8.`;
    }
    case 'budget-not-measured':
      return `How many epochs fit the time budget of ${notice.budgetSeconds} s is measured before the run begins.`;
    case 'budget': {
      const { budgetSeconds, epochs, askedEpochs, seconds } = notice;
      const text =
        epochs < askedEpochs
          ? `The time budget of ${budgetSeconds} s allows ${epochs} of ${askedEpochs} epochs (about ${seconds} s in all).`
          : `All ${askedEpochs} epochs fit the time budget of ${budgetSeconds} s (about ${seconds} s).`;
      return seconds > budgetSeconds ? `${text} One epoch is the least, so the run will take longer than asked.` : text;
    }
  }
}
