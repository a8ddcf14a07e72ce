import { computed } from 'vue';
import type { Ref } from 'vue';
import type { RunRow } from '../../../shared/contract/run-calls.ts';
import type { TableColumn } from '../../components/table-columns.ts';
import { useWordsOfRuns } from '../../runs/use-run-words.ts';
import { valueWithTerm } from '../../words/setting-words.ts';
import { differingParameters, parameterKeys, runParameters } from './run-parameters.ts';

/** Columns of the table of runs: figures, then the settings that differ (or all). */
export function useRunColumns(rows: Readonly<Ref<readonly RunRow[]>>, isAllShown: Readonly<Ref<boolean>>) {
  const words = useWordsOfRuns();
  const { t, te, format } = words;

  const label = (key: string) => t(te(`runSettings.columns.${key}`) ? `runSettings.columns.${key}` : `runSettings.names.${key}`);
  const differing = computed(() => differingParameters(rows.value));
  const keys = computed(() => (isAllShown.value ? parameterKeys() : differing.value));
  const hidden = computed(() => parameterKeys().length - differing.value.length);

  const accuracy = ({ headline, state }: RunRow) => {
    if (!headline) return t(`evaluate.states.${state}`);
    const { interval, independentGroups: n } = headline;
    const [low, high] = interval?.map((share) => format.decimal(share * 100, 1)) ?? [];
    const range = interval ? `${low} – ${high}` : t('common.noRange');
    return `${format.percent(headline.accuracy)} (${range}${n === null ? '' : `, ${t('evaluate.runs.groups', { n: format.count(n) }, n)}`})`;
  };

  const columns = computed((): TableColumn<RunRow>[] => [
    { key: 'run', label: t('evaluate.runs.run'), isSticky: true, sortBy: (row) => row.run },
    { key: 'name', label: t('evaluate.runs.nameColumn'), raw: (row) => row.name },
    { key: 'state', label: t('evaluate.runs.state'), raw: (row) => row.state },
    {
      key: 'accuracy',
      label: t('evaluate.runs.accuracy'),
      term: t('evaluate.head.term'),
      isNumber: true,
      text: accuracy,
      sortBy: (row) => row.headline?.accuracy ?? null,
    },
    {
      key: 'macroF1',
      label: t('evaluate.runs.macroF1'),
      term: t('evaluate.stats.macroF1Term'),
      isNumber: true,
      text: (row) => format.percent(row.macroF1),
      sortBy: (row) => row.macroF1,
    },
    {
      key: 'images',
      label: t('evaluate.runs.images'),
      isNumber: true,
      text: (row) => format.count(row.headline?.images),
      sortBy: (row) => row.headline?.images ?? null,
    },
    ...keys.value.map((key): TableColumn<RunRow> => {
      const value = (row: RunRow) => runParameters(row)[key] ?? null;
      const isNumber = rows.value.some((row) => typeof value(row) === 'number');
      const text = (row: RunRow) => {
        const shown = value(row);
        return shown === null ? '–' : valueWithTerm(key, shown, words);
      };
      return { key, label: label(key), isNumber, isCut: !isNumber, text, sortBy: value };
    }),
    {
      key: 'seconds',
      label: t('evaluate.runs.seconds'),
      isNumber: true,
      text: (row) => format.duration(row.seconds),
      sortBy: (row) => row.seconds,
    },
    {
      key: 'when',
      label: t('evaluate.runs.when'),
      text: (row) => format.moment(row.createdAtMs),
      sortBy: (row) => row.createdAtMs,
      raw: (row) => new Date(row.createdAtMs).toISOString(),
    },
  ]);
  /** Name and state stand in the run's own cell, and how many pictures judge them is told where runs differ in it; a file of the table has them all. */
  const isLeftOut = (key: string) => key === 'name' || key === 'state' || (key === 'images' && !isAllShown.value && new Set(rows.value.flatMap(({ headline }) => (headline ? [headline.images] : []))).size === 1);
  const shown = computed(() => [...columns.value.filter(({ key }) => !isLeftOut(key)), { key: 'remove', label: t('common.delete'), isLabelHidden: true }]);

  /** All that is said of a run, for searching: name, note, state, and each setting under its heading. */
  const saidOf = (row: RunRow): string => {
    const parameters = runParameters(row);
    const settings = parameterKeys().map((key) => {
      const value = parameters[key] ?? '';
      // Found by its words as by its term: `until:stage4`, "stage 4".
      return `${label(key)} ${value} ${typeof value === 'string' && value !== '' ? valueWithTerm(key, value, words) : ''}`;
    });
    return [row.name ?? '', t('frame.run.title', { run: row.run }), row.note ?? '', t(`evaluate.states.${row.state}`), ...settings].join('\n');
  };

  return { columns: shown, all: columns, hidden, saidOf };
}
