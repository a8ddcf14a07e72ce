import { forecastNeeds } from '../../core/evaluation/forecast.ts';
import type { RunForecast } from '../../core/runs/use/forecast.ts';
import { counted, percent } from '../terminal/units.ts';

/** What accuracy is to be expected of pictures without labels, or why none can be said. */
export function forecastText({ expectedAccuracy, low, high, atc, doc, difference, refused, images, labelled, split }: RunForecast): string {
  const by = counted(labelled, split === 'test' ? 'test image' : 'validation image');
  const apart = `How sure it is of these differs from how sure it is of its own by ${percent(difference)} (Kolmogorov-Smirnov distance; 0 alike, 100 nothing in common).`;
  if (expectedAccuracy !== null && low !== null && high !== null) {
    return `On these ${counted(images, 'image')} it is probably right between ${percent(low)} and ${percent(high)} of the time, about ${percent(expectedAccuracy)}, if nothing else changed (ATC; DoC says ${percent(doc)}), by ${by}.\n${apart}\nWhere it is sure and wrong this is far too high: only labels tell.`;
  }
  const why = {
    'few-labelled': `a forecast needs ${forecastNeeds.labelled} images with labels; the run has ${by}`,
    'few-errors': `a forecast needs ${forecastNeeds.errors} mistakes to learn from, and there are fewer among ${by}`,
    'few-images': `a forecast needs ${forecastNeeds.images} new images; there are ${images}`,
    'methods-apart': `ATC says ${percent(atc)} and DoC ${percent(doc)}: too far apart to say either`,
  }[refused!];
  return `No figure: ${why}. Label 50 of these images and ask "graft evaluate".\n${apart}`;
}
