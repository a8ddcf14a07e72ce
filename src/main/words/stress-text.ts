import { fewestGroups } from '../../shared/independent-groups.ts';
import type { ShortcutShare, ShortcutTest, StressCard, StressKind, StressLevel } from '../../shared/stress.ts';
import { printable } from '../terminal/printable.ts';
import { heading } from '../terminal/style.ts';
import { table } from '../terminal/table.ts';
import { counted, noIntervalOf, percent } from '../terminal/units.ts';
import type { RunsCalled } from './runs-called.ts';

const kindText: Record<StressKind, (value: number) => string> = {
  blur: (value) => `blur ${value} % of the side`,
  dark: (value) => `dark ${Math.round(value * 100)} % of the light`,
  noise: (value) => `noise ${value} of 255`,
  jpeg: (value) => `JPEG quality ${value}`,
  rotation: (value) => `turned ${value}°`,
  crop: (value) => `cropped to ${Math.round(value * 100)} % of the side`,
  colour: (value) => `colour ${Math.round(value * 100)} % warmer`,
};

type Asked = Pick<StressCard, 'images' | 'of' | 'independentGroups'>;
const asked = ({ images, of, independentGroups: groups }: Asked): string =>
  `${images < of ? `${counted(images, 'validation picture')} of ${of}` : counted(images, 'validation picture')}${typeof groups === 'number' ? `, in ${counted(groups, 'independent group')}` : ''}`;
const figure = ({ accuracy, low, high }: Pick<StressLevel, 'accuracy' | 'low' | 'high'>): string =>
  low === null || high === null ? percent(accuracy) : `${percent(accuracy)} (${(low * 100).toFixed(1)} to ${(high * 100).toFixed(1)})`;
/** Where there are too few groups for intervals. */
const withoutIntervals = ({ independentGroups: groups = null }: Asked): string[] => (groups !== null && groups < fewestGroups ? [`No intervals: ${noIntervalOf(groups)}.`] : []);

/** How accuracy falls as pictures get worse. */
export function stressText(card: StressCard, called: RunsCalled): string {
  const rows = card.kinds.flatMap(({ kind, levels }) =>
    levels.filter(({ value }) => value !== null).map((level) => [kindText[kind](level.value!), figure(level), level.p < 0.05 ? 'loses' : '']),
  );
  const broken = card.kinds.flatMap(({ kind, breakPoints }) =>
    breakPoints.flatMap(({ label, value, found, left, isShown }) =>
      value === null || !isShown ? [] : [`  "${printable(label)}" breaks at ${kindText[kind](value)}: ${left} of the ${found} it found are left.`],
    ),
  );
  const helps = card.kinds.flatMap(({ kind, augment }) => (augment === null ? [] : [`  ${kind}: --augment ${augment} shows it such pictures as it learns.`]));
  return [
    heading(`Run ${called(card.run)} under stress, on ${asked(card)} (chosen on these pictures)`),
    `Undisturbed: ${figure(card.kinds[0]!.levels[0]!)}`,
    ...withoutIntervals(card),
    table(['pictures', 'right (95 %)', 'shown'], rows),
    ...(broken.length > 0 ? ['', heading('Where classes break: fewer than half are found, and hardly by chance'), ...broken] : []),
    ...(helps.length > 0 ? ['', heading('What would help'), ...helps] : []),
    '',
    `"loses": fewer are right than undisturbed, and hardly by chance (${typeof card.independentGroups === 'number' ? 'whole groups change places' : 'McNemar'}, Holm over all rows). Pictures like these from the field are the best help.`,
  ].join('\n');
}

/** What is left of the answers without the object. */
export function shortcutText(test: ShortcutTest, called: RunsCalled): string {
  const { guessing, plain, objectCovered, elsewhereCovered, borderAlone, objectMatters, pictures } = test;
  const line = (what: string, share: ShortcutShare): string[] => [what, figure(share), share.p < 0.05 ? 'above guessing' : 'not told from guessing'];
  const files = pictures.filter(({ label, borderAlone: told }) => told === label).slice(0, 5).map(({ file }) => `  ${printable(file)}`);
  return [
    heading(`What run ${called(test.run)} looks at, on ${asked(test)}`),
    ...withoutIntervals(test),
    table(
      ['pictures', 'right (95 %)', ''],
      [
        line('as they are', plain),
        line('the quarter that speaks most covered', objectCovered),
        line('the quarter that speaks least covered', elsewhereCovered),
        line('the border alone', borderAlone),
      ],
    ),
    `Always saying the largest class of these is right ${percent(guessing)} of the time.`,
    objectMatters < 0.05 ? 'Covering what speaks most costs more than covering elsewhere: the answers hang on that place.' : 'Covering what speaks most is not shown to cost more than covering elsewhere.',
    borderAlone.p < 0.05
      ? 'The border alone is enough for more than guessing: the surroundings, the camera or the light give classes away, or objects reach the edge. Look at the pictures:'
      : 'From the border alone it is not shown to tell more than guessing would.',
    ...(borderAlone.p < 0.05 ? files : []),
  ].join('\n');
}
