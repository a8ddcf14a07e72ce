import type { PlanNotice } from '../../shared/contract/run-calls.ts';

/** A notice as the terminal says it, and as it is kept beside a run. */
export function planNoticeText(notice: PlanNotice): string {
  switch (notice.about) {
    case 'fine-tune-rate-unused':
      return `--fine-tune-lr has no effect with --freeze ${notice.freeze}: only head-then:<cut> has a second phase.`;
    case 'batch-norm-unused':
      return '--bn train has no effect with --freeze head: the head has no batch normalisation.';
    case 'backbone-is-small':
      return `The embedded backbone is small and was distilled for trying things out: an ImageNet backbone such as ${notice.better} will do clearly better on photographs ("graft backbones download ${notice.better}", or the page "Base model" of the window).`;
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
