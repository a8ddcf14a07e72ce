import type { ImageAnswer } from '../../../shared/contract/evaluation-calls.ts';
import type { Cell } from './answers.ts';

/**
 * Which answers the wall shows; null: all that are wrong. Pure.
 * `pair`: the two taken for each other, either way. `class`: of one class, taken for any other. `suspects`: labels that look wrong.
 */
export type WallFilter = ({ kind: 'cell' | 'pair' } & Cell) | { kind: 'class'; label: string } | { kind: 'suspects' };

export const cellFilter = ({ label, predicted }: Cell): WallFilter => ({ kind: 'cell', label, predicted });
/** The cell of the matrix that a filter is, null for another. */
export const cellOf = (filter: WallFilter | null): Cell | null => (filter?.kind === 'cell' ? filter : null);

/** The order stays, but for suspects, which come as they are named: the clearest first. */
export function filtered(answers: readonly ImageAnswer[], filter: WallFilter, suspects: readonly number[]): ImageAnswer[] {
  if (filter.kind === 'suspects') {
    const place = new Map(suspects.map((image, at) => [image, at]));
    const at = ({ image }: ImageAnswer) => place.get(image ?? -1) ?? -1;
    return answers.filter((answer) => at(answer) >= 0).toSorted((a, b) => at(a) - at(b));
  }
  const { kind, label } = filter;
  if (kind === 'class') return answers.filter((answer) => answer.label === label && answer.predicted !== label);
  const isIn = (answer: ImageAnswer, is: string, said: string) => answer.label === is && answer.predicted === said;
  const { predicted } = filter;
  return answers.filter((answer) => isIn(answer, label, predicted) || (kind === 'pair' && isIn(answer, predicted, label)));
}

type AnyQuery = Readonly<Record<string, string | null | undefined | readonly (string | null)[]>>;

/** `?class=dock&said=nettle`, with `&both=1` either way, `?class=dock`, `?show=suspects`; what the address says wrongly is left out. */
export function filterFromAddress(query: AnyQuery): WallFilter | null {
  const text = (key: string) => (typeof query[key] === 'string' ? (query[key] as string) : '');
  const [label, predicted] = [text('class'), text('said')];
  if (text('show') === 'suspects') return { kind: 'suspects' };
  if (!label) return null;
  return predicted ? { kind: text('both') ? 'pair' : 'cell', label, predicted } : { kind: 'class', label };
}

export function filterInAddress(filter: WallFilter | null): Record<string, string> {
  if (!filter) return {};
  if (filter.kind === 'suspects') return { show: 'suspects' };
  if (filter.kind === 'class') return { class: filter.label };
  return { class: filter.label, said: filter.predicted, ...(filter.kind === 'pair' ? { both: '1' } : {}) };
}
