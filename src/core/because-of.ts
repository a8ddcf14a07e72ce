import type { SaidValues } from '../shared/said.ts';

/** What an error says whose reason is data too: a sentence of `kind` with the reason's own as `{because}`. */
export const becauseOf = (kind: string, reason: SaidValues, more: Record<string, string | number>): SaidValues => ({
  ...reason,
  because: reason.kind,
  ...more,
  kind,
});
