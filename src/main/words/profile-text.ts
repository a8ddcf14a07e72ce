import type { DepthProfile } from '../../core/runs/use/profile.ts';
import { fewestGroups } from '../../shared/independent-groups.ts';
import type { Advice } from '../../shared/profile-result.ts';
import { heading } from '../terminal/style.ts';
import { table } from '../terminal/table.ts';
import { counted, duration, noIntervalOf, percent, percentWithInterval } from '../terminal/units.ts';

const right = (title: string) => ({ title, align: 'right' }) as const;

export function profileText({ backbone, blocks, saturates, judged, independentGroups: groups = null, featureSeconds, probeSeconds }: DepthProfile): string {
  const rows = blocks.map(({ after, dimensions, accuracy, low, high, millisecondsPerImage }) => [
    after,
    String(dimensions),
    low === null || high === null ? percent(accuracy) : percentWithInterval(accuracy, [low, high]),
    millisecondsPerImage.toFixed(1),
  ]);
  return [
    heading(`What each block of ${backbone} knows, by an exact head on ${counted(judged, 'validation picture')}${groups === null ? '' : ` of ${counted(groups, 'independent group')}`}`),
    table(['ends after', right('dimensions'), right('accuracy'), right('ms a picture')], rows),
    '',
    ...(groups !== null && groups < fewestGroups ? [`No intervals: ${noIntervalOf(groups)}.`] : []),
    `From ${saturates} on no later block is proven better (${groups === null ? 'McNemar' : 'whole groups change places'}). Features took ${duration(featureSeconds)}, all heads ${duration(probeSeconds)}.`,
  ].join('\n');
}

/** What ending early saves and costs. */
export function keptText({ after, parameters, timesAsFast, accuracy }: { after: string; parameters: number; timesAsFast: number; accuracy: number }): string {
  const points = Math.abs(accuracy * 100).toFixed(1);
  const told = points === '0.0' ? 'as many right' : `${points} points ${accuracy < 0 ? 'less' : 'more'}`;
  return `Kept up to ${after}: ${percent(parameters)} of the size, ${timesAsFast.toFixed(1)} times as fast, ${told} on the validation pictures.`;
}

const sizeText = { little: 'little data', much: 'much data' } as const;
const similarText = { similar: 'similar pictures', different: 'different pictures' } as const;

/** Why, in one or two sentences. */
export function adviceReason({ size, similarity, smallest, enough, better, distance, far, half, whole, stillRises }: Advice): string {
  const amount = `the smallest class has ${counted(smallest, 'training picture')}, ${size === 'much' ? `at least ${enough}` : `fewer than ${enough}`}`;
  const likeness = better === null ? 'no earlier block knows these pictures better than the last one' : `${better} is proven to know these pictures better than the last block`;
  const apart = distance === null ? 'how far they are from its own pictures its weights do not tell' : `they lie ${distance.toFixed(2)} standard deviations from its own pictures, ${distance > far ? 'more' : 'not more'} than ${far}`;
  const learned = half === null ? '' : `; a head tells ${percent(whole)} after all training pictures and ${percent(half)} after half of them, ${stillRises ? 'proven more: more pictures would help' : 'not proven more'}`;
  const then = {
    little: {
      similar: 'a new head is what they carry',
      different: better === null ? 'a new head is all they carry' : 'a new head is what they carry, on an earlier block (graft profile --keep)',
    },
    much: { similar: 'the last stage may learn too', different: 'the whole network should learn' },
  }[size][similarity];
  return `${amount}; ${likeness}, and ${apart}: ${then}${learned}`;
}

export function adviceText(advice: Advice): string {
  const fields = (['little', 'much'] as const).flatMap((size) => (['similar', 'different'] as const).map((similarity) => ({ size, similarity })));
  const rows = fields.map(({ size, similarity }) => [
    size === advice.size && similarity === advice.similarity ? '->' : '',
    `${sizeText[size]}, ${similarText[similarity]}`,
    ruleText[size][similarity],
  ]);
  return [heading(`Advice: --freeze ${advice.strategy}`), `Because ${adviceReason(advice)}.`, '', table(['', 'where', 'what is usual'], rows)].join('\n');
}

const ruleText = {
  little: { similar: 'a new head', different: 'a new head on an earlier block' },
  much: { similar: 'a new head, then the last stage', different: 'the whole network' },
} as const;
