import { howMany } from '../../core/how-many.ts';
import type { RunNotice } from '../../shared/contract/run-calls.ts';
import type { SettingKey } from '../../shared/run-settings.ts';
import { leftOutText } from './left-out-text.ts';
import type { RunsCalled } from './runs-called.ts';
import { flagsOf } from './setting-words.ts';
import { bytes, duration, significant } from '../terminal/units.ts';

/** "--l2 has no effect", "--epochs, --lr have no effect". */
const unused = ({ settings }: { readonly settings: readonly SettingKey[] }): string => `${flagsOf(settings)} ${settings.length === 1 ? 'has' : 'have'} no effect`;

/** Why a run uses nothing of the head of the one it goes on from. */
const headAnewText = {
  solver: 'no class keeps its row of the head, which --solver exact finds anew',
  head: 'no class keeps its row of the head, which --head makes another one',
} as const;

/** A notice as the terminal says it. */
export function noticeText(notice: RunNotice, called: RunsCalled): string {
  switch (notice.about) {
    case 'fine-tune-rate-unused':
      return `--fine-tune-lr has no effect with --freeze ${notice.freeze}: only where a head is learned first something follows it.`;
    case 'batch-norm-unused':
      return '--bn train has no effect: what is trained has no batch normalisation.';
    case 'drops-unused':
      return '--drop-at has no effect without --schedule step.';
    case 'decay-replaced':
      return notice.headDecays
        ? '--weight-decay acts on the head alone: below it --l2-sp takes its place.'
        : '--weight-decay has no effect: --l2-sp takes its place below the head, and no step trains the head.';
    case 'average-lags':
      return `--ema averages too slowly for ${howMany(notice.steps, 'step', 'steps')}: ${Math.round(100 * notice.share)} % of the average is still what training began with; --ema ${notice.decay} leaves 1 %.`;
    case 'balanced-twice':
      return '--class-weights balanced and --sampling balanced both favour small classes, which so count for more than the large ones: one of the two is enough.';
    case 'blocks-unused':
      return `${unused(notice)} with --freeze ${notice.freeze}: ${notice.isFirst ? 'the first block, which is never left out, is the only one that is trained' : 'no block is trained'}.`;
    case 'classes-alike':
      return `${flagsOf(notice.settings)} ${notice.settings.length === 1 ? 'has' : 'have'} nothing to balance: every class has ${howMany(notice.count, 'training picture', 'training pictures')}.`;
    case 'too-few-steps':
      return `${unused(notice)} in so few steps (${notice.steps}): it would come before the first or after the last of them.`;
    case 'rises-to-the-end': {
      const oneEpoch = notice.epochs > 1 ? ` One epoch of ${notice.epochs} is --warmup ${Number((1 / notice.epochs).toPrecision(2))}.` : '';
      return `--warmup ${notice.warmup} is a part of all steps: the rate rises to the last of them and never falls.${oneEpoch}`;
    }
    case 'decayed-by-frozen':
      return `--layer-decay ${notice.decay} counts the layers above what --freeze ${notice.freeze} trains as well: none of it learns at more than ${Number((100 * notice.share).toPrecision(2))} % of the rate.`;
    case 'nothing-to-mix':
      return '--mixup has no effect: every step sees one picture, with none to mix it with (--batch-size).';
    case 'growing-unused':
      return `--image-size ${notice.size} has no effect with one epoch, which sees pictures of ${notice.imageSize} pixels.`;
    case 'lower-layers-unused':
      return `${unused(notice)}: only the head is trained.`;
    case 'features-are-mixed':
      return '--mixup mixes what the frozen part makes of two pictures (manifold mixup); the pictures themselves are mixed with --freeze none.';
    case 'steps-unused':
      return `${unused(notice)}: the head is solved exactly, not in steps (--solver iterative takes steps).`;
    case 'too-few-epochs':
      return `${unused(notice)} with so few epochs (${notice.epochs}): a mean takes two, an early stop two more than it waits for.`;
    case 'rather-fine-tuned':
      return `${notice.backbone} was learned with smoothed or mixed labels, which weakens features that stay frozen (arXiv 1805.08974): --freeze head-then:stage4 trains more of it, or take a backbone for frozen features ("graft backbones list": tv_in1k).`;
    case 'solver-unused':
      return `${unused(notice)}: this run solves no head exactly.`;
    case 'goes-on-from': {
      const { run, kept, added, gone, renamed, headAnew } = notice;
      const parts = [
        headAnew ? headAnewText[headAnew] : `${howMany(kept.length + renamed.length, 'class keeps its row', 'classes keep their rows')} of the head`,
        ...(added.length > 0 ? [`new: ${added.join(', ')}`] : []),
        ...(gone.length > 0 ? [`gone: ${gone.join(', ')}`] : []),
        ...renamed.map((one) => `${one.before} is ${one.now} now`),
      ];
      return `Training goes on from run ${called(run)}: ${parts.join('; ')}.`;
    }
    case 'judges-were-learned':
      return `${howMany(notice.count, 'picture', 'pictures')} of validation and test taught run ${called(notice.run)}${notice.inGroups ? ', themselves or by others of their groups' : ''}: accuracy on ${notice.count === 1 ? 'it' : 'them'} says too much.`;
    case 'average-answers':
    case 'average-not-better': {
      const mean = `The mean of epochs ${notice.epochs.join(', ')} has a validation loss of ${notice.loss.toFixed(4)}, the best epoch ${notice.best.toFixed(4)}`;
      return notice.about === 'average-answers' ? `${mean}: the mean is kept.` : `${mean}: the best epoch is kept.`;
    }
    case 'ended-early':
      return `Early stop: ${notice.phase} ended after ${notice.epochs} of ${notice.of} epochs, the last ${notice.waited === 1 ? 'one' : notice.waited} of them without a lower validation loss.`;
    case 'head-solved':
      return `The head was solved to its optimum: largest gradient ${notice.gradientNorm.toExponential(1)}, l2 ${significant(notice.l2)}.`;
    case 'l2-untried':
      return notice.isGrouped
        ? `No l2 could be tried: whole groups are held out for it, and fewer than two can be, as each other group holds a class that no other has. ${notice.l2} was taken; --l2 takes any other.`
        : `No class has two different training pictures, so no l2 could be tried: ${notice.l2} was taken; --l2 takes any other.`;
    case 'l2-at-end':
      return `The best l2 lies at an end of what was tried; ${notice.l2} was taken. --l2 takes any other.`;
    case 'backbone-is-small':
      return `The embedded backbone is small and was distilled for trying things out: an ImageNet backbone such as ${notice.better} will do clearly better on photographs ("graft backbones download ${notice.better}", or the page "Base model" of the window).`;
    case 'files-left-out': {
      const { count, of, reasons } = notice;
      const shown = reasons.map((one) => (reasons.length === 1 && one.count === count ? one.reason : `${one.count} x ${one.reason}`));
      const others = count - reasons.reduce((sum, one) => sum + one.count, 0);
      const rest = others > 0 ? `, ${howMany(others, 'for another reason', 'for other reasons')}` : '';
      return `${count} of ${howMany(of, 'file', 'files')} ${count === 1 ? 'is' : 'are'} left out: ${shown.join(', ')}${rest} ("graft datasets show" lists them).`;
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
    case 'border-color':
      return `Pictures are seen whole, in a border of their mean colour, rgb(${notice.color.join(', ')}).`;
    case 'budget-not-measured':
      return `How many epochs fit the time budget of ${duration(notice.budgetSeconds)} is measured before the run begins.`;
    case 'budget': {
      const { budgetSeconds, epochs, askedEpochs, seconds } = notice;
      const [budget, time] = [duration(budgetSeconds), duration(seconds)];
      const all = askedEpochs === 1 ? 'The one epoch fits' : `All ${askedEpochs} epochs fit`;
      const text = epochs < askedEpochs ? `The time budget of ${budget} allows ${epochs} of ${askedEpochs} epochs (about ${time} in all).` : `${all} the time budget of ${budget} (about ${time}).`;
      return seconds > budgetSeconds ? `${text} One epoch is the least, so the run will take longer than asked.` : text;
    }
    case 'features-too-large':
      return `The features of this run need ${bytes(notice.neededBytes)}, more than the cache may take (${bytes(notice.cacheSizeBytes)}, --cache-size): they are computed again in every epoch, which is slower.`;
    case 'features-damaged':
      return `${howMany(notice.count, 'cached feature record was', 'cached feature records were')} damaged and ${notice.count === 1 ? 'has' : 'have'} been computed again; the results are the same. If this happens again, check the disk.`;
    case 'picture-left-out':
      return `Left out ${notice.file}: ${notice.reason}`;
    case 'checkpoint-damaged':
      return `${notice.error.message}. The run goes on from the one before it, after epoch ${notice.epochs}.`;
    case 'checkpoint-unproved':
      return 'The checkpoint was written by an older version and carries no sha256: it is taken as it is.';
    case 'model-unproved':
      return 'The model was made by an older version, which kept no sha256: it was not verified. The one of today is kept from now on.';
    case 'store-waits':
      return `What run ${called(notice.run)} has to store waits and is tried again until it is stored; the run goes on. ${notice.error.message}`;
    case 'stored-again':
      return `All of run ${called(notice.run)} is stored again.`;
    case 'not-stored':
      return `Not stored, though its checkpoint holds it: ${notice.error.message}`;
    case 'no-backup':
      return `No backup of the database was made. ${notice.error.message}`;
    case 'text':
      return notice.text;
  }
}

/** The same as data with the sentence beside, as `--json` tells it. */
export function noticeObject(notice: RunNotice, called: RunsCalled): { code: string; values: object; message: string } {
  const { about: code, ...values } = notice;
  return { code, values, message: noticeText(notice, called) };
}
