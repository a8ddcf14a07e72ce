import { forecastNeeds } from '../../shared/forecast.ts';
import { knownNeeded, usualFalseAlarmRate } from '../../shared/familiarity.ts';
import { fewestGroups } from '../../shared/independent-groups.ts';
import type { AdaptedRun } from '../../core/runs/use/adapt.ts';
import type { RunForecast } from '../../core/runs/use/forecast.ts';
import { printable } from '../terminal/printable.ts';
import { shellWord } from '../terminal/shell-word.ts';
import { counted, percent } from '../terminal/units.ts';
import type { RunsCalled } from './runs-called.ts';

/** What `--json` says; other programs rely on these names. */
export function forecastFigures({ images, expectedAccuracy, low, high, difference, refused, atc, doc, unfamiliar, labelled, independentGroups, newGroups = null, split, leastFamiliar }: RunForecast) {
  return { images, expectedAccuracy, low, high, method: 'atc', difference, refused, atc, doc, unfamiliar, labelled, independentGroups, newGroups, split, leastFamiliar };
}

const strangest = (pictures: RunForecast['leastFamiliar']): string =>
  pictures.length === 0 ? '' : `\nLeast like what it learned from: ${pictures.map(({ file, unfamiliar }) => `${printable(file)}${unfamiliar ? ' (never seen anything like it)' : ''}`).join(', ')}.`;

/** What adapting to a camera changed, and what is to be expected before and after. */
export function adaptText(found: AdaptedRun, folder: string, called: RunsCalled): string {
  const { from, run, indexed, images, of, statistics, unchanged, before, after } = found;
  const kept = run === null ? `Nothing was kept; "graft adapt ${from} ${shellWord(printable(folder))} --keep" makes a run of it.` : `Kept as run ${called(run)}; run ${called(from)} is as it was, and "graft runs delete ${run}" undoes it.`;
  const unasked = indexed === null && after.refused === 'unfamiliar' ? [`That share is of run ${called(from)} as it is: how strange they are to it adapted only an index of its own tells${run === null ? ', which --keep makes' : ''}.`] : [];
  const missing = run !== null && indexed === null ? [`It cannot say what is familiar yet, for want of its training pictures: "graft familiarity ${run} --again" makes its index.`] : [];
  return [
    `The statistics of ${counted(images, 'picture')}${images < of ? ` of ${of}` : ''} (${counted(statistics, 'tensor')} changed; the ${unchanged} others are the same to the bit).`,
    'Before:',
    forecastText(before),
    'After:',
    forecastText(after),
    ...unasked,
    'Both go by how sure run and camera are, each by its own statistics; adapting pays only where pictures of all classes were given, and only labels prove it.',
    kept,
    ...missing,
  ].join('\n');
}

/** What accuracy is to be expected of pictures without labels, or why none can be said. */
export function forecastText({ expectedAccuracy, low, high, atc, doc, difference, refused, unfamiliar, images, labelled, independentGroups: groups, newGroups = null, split, leastFamiliar, unguarded }: RunForecast): string {
  const by = `${counted(labelled, split === 'test' ? 'test picture' : 'validation picture')}${groups === null ? '' : ` of ${counted(groups, 'independent group')}`}`;
  const there = `${counted(images, 'picture')}${newGroups === null ? '' : ` of ${counted(newGroups, 'independent group')}`}`;
  const alone = groups === null || newGroups !== null ? '' : ' The new pictures are counted one by one: which of them belong together nobody said.';
  const apart = `How sure it is of these differs from how sure it is of its own by ${percent(difference)} (Kolmogorov-Smirnov distance; 0 alike, 100 nothing in common).${strangest(leastFamiliar)}`;
  const known = knownNeeded(usualFalseAlarmRate);
  const lacks = { 'no-index': 'it has no index of that', 'too-few': groups === null ? `that takes ${known} validation pictures` : `that takes validation pictures of ${known} independent groups` };
  const doubt = unfamiliar === null ? `\nHow many of them are like nothing that it learned from cannot be told${unguarded ? ` (${lacks[unguarded]})` : ''}, so nothing keeps this figure from being said of those too.` : '';
  if (expectedAccuracy !== null && low !== null && high !== null) {
    return `On these ${there} it is probably right between ${percent(low)} and ${percent(high)} of the time, about ${percent(expectedAccuracy)}, if nothing else changed (ATC; DoC says ${percent(doc)}), by ${by}.${alone}\n${apart}${doubt}\nWhere it is sure and wrong this is far too high: only labels tell.`;
  }
  const why = {
    'few-labelled': `a forecast needs ${forecastNeeds.labelled} pictures with labels; the run has ${by}`,
    'few-groups': `a forecast needs labelled pictures of ${fewestGroups} independent groups; the run has ${by}`,
    'few-errors': `a forecast needs ${forecastNeeds.errors} mistakes to learn from, and there are fewer among ${by}`,
    'few-images': `a forecast needs ${forecastNeeds.images} new pictures; there are ${images}`,
    'few-new-groups': `a forecast needs new pictures of ${fewestGroups} independent groups; these are ${there}`,
    unfamiliar: `${percent(unfamiliar ?? 0)} of them are like nothing that it learned from, more than its false alarms explain`,
    'methods-apart': `ATC says ${percent(atc)} and DoC ${percent(doc)}: too far apart to say either`,
  }[refused!];
  return `No figure: ${why}. Label 50 of these pictures and ask "graft evaluate".\n${apart}`;
}
