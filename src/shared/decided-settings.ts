import { runSettings } from './run-settings.ts';
import type { Setting } from './run-settings.ts';
import type { HeadSpec } from './net-spec.ts';
import type { RunPlan } from './run-spec.ts';
import { settingsOfSteps } from './settings-of-steps.ts';

type Values = Readonly<Record<string, unknown>>;

/** A head as `--head` takes it. */
export const headText = (head: HeadSpec): string => (head.kind === 'linear' ? head.kind : [head.kind, head.hidden, ...(head.dropout ? [head.dropout] : [])].join(':'));

/** What a run began from, for people: its backbone, or the name of a network that started drawn; null where that has none. */
export const begunFrom = ({ start, architecture }: Pick<RunPlan, 'start' | 'architecture'>): string | null =>
  start.from === 'weights' ? start.id : architecture;

/** The settings of a plan's network under their own names; a network without a name is told whole. */
const beginningOf = ({ start, architecture, net }: RunPlan): Values => ({
  backbone: start.from === 'weights' ? start.id : null,
  from: start.from === 'weights' ? start.run : null,
  net: architecture ?? JSON.stringify(net),
  head: headText(net.head),
  dropPath: net.dropPath,
});

/** What phases hold under other names: how patient the last one is, and the penalty of a head that is solved. */
function heldByPhases({ phases }: RunPlan): Values {
  const solved = phases.find(({ solver }) => solver === 'exact');
  return { earlyStop: phases.at(-1)?.patience, l2: solved && (solved.l2 ?? 'cross-validated') };
}

/** `128-224` of a plan whose pictures grow. */
const sizeText = ({ phases, preprocessing: { imageSize } }: RunPlan): number | string => {
  const grows = phases.find(({ sizes }) => sizes)?.sizes;
  return grows ? `${grows[0]!.imageSize}-${imageSize}` : imageSize;
};

/** What a plan holds of a setting: of two phases both values, or one where they are told once; nothing where only the spec has it, and of steps where none are taken. Pure. */
export function decidedValues(plan: RunPlan | null, { key, decided, compared, before }: Setting): (string | number)[] {
  if (!plan) return [];
  // A solved head stands for one epoch; of all else that speaks of steps it uses nothing.
  const isOfSteps = key !== 'epochs' && (settingsOfSteps as readonly string[]).includes(key);
  const phases = isOfSteps ? plan.phases.filter(({ solver }) => solver !== 'exact') : plan.phases;
  if (phases.length === 0) return [];
  const places: Record<Setting['decided'], readonly Values[]> = {
    run: [plan],
    phase: phases,
    preprocessing: [{ ...plan.preprocessing, imageSize: sizeText(plan) }],
    beginning: decided === 'beginning' ? [beginningOf(plan)] : [],
    elsewhere: decided === 'elsewhere' ? [heldByPhases(plan)] : [],
    never: [],
  };
  const values = places[decided].map((place) => place[key] ?? before).filter((value) => typeof value === 'string' || typeof value === 'number');
  return compared === 'each' ? values : [...new Set(values)];
}

/** A setting in a cell of a table: `30 + 10` of two phases; null where there is none. */
export const shownValue = (values: readonly (string | number)[]): string | number | null =>
  values.length > 1 ? values.join(' + ') : (values[0] ?? null);

/** Settings in which runs are compared. */
export const comparedSettings = (rows: readonly Setting[] = runSettings): readonly Setting[] => rows.filter(({ compared }) => compared);
