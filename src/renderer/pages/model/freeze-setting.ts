/** `--freeze` in two parts: what kind of training, and where the trained part begins. `head` and `none` are the ends of the line. */
export interface FreezeSetting {
  /** Train the head first, then from the cut on. */
  headFirst: boolean;
  /** `stem` to `head`. */
  cut: string;
  /** After the head a stage more at a time, until all is trained: the cut is `stem`. */
  gradual?: true;
}

/** Where training ends with `--freeze first:<cut>`, which has no freeze line: what lies before is trained; null for all others. */
export const endOfFirst = (freeze: string): string | null => (freeze.startsWith('first:') ? freeze.slice('first:'.length) : null);

export function parseFreeze(freeze: string): FreezeSetting {
  if (freeze === 'none') return { headFirst: false, cut: 'stem' };
  if (freeze === 'head') return { headFirst: false, cut: 'head' };
  if (freeze === 'gradual') return { headFirst: true, cut: 'stem', gradual: true };
  const [kind, cut = 'head'] = freeze.split(':');
  return { headFirst: kind === 'head-then', cut };
}

export function freezeText({ headFirst, cut, gradual }: FreezeSetting): string {
  if (gradual && cut === 'stem') return 'gradual';
  if (cut === 'head') return 'head';
  if (headFirst) return `head-then:${cut}`;
  return cut === 'stem' ? 'none' : `until:${cut}`;
}

export const presets = [
  { id: 'head', freeze: 'head' },
  { id: 'last', freeze: 'until:stage4' },
  { id: 'here', freeze: null },
  { id: 'headFirst', freeze: null },
  { id: 'everything', freeze: 'none' },
  { id: 'gradual', freeze: 'gradual' },
] as const;
export type PresetId = (typeof presets)[number]['id'];

/** Of most networks; a network of one's own may have one to six. */
export const usualLastStage = 'stage4';

/**
 * The setting a preset makes of the present one: the line stays where it is if the preset leaves it free, and goes before the last stage
 * when it lies at an end and the preset needs a place inside.
 */
export function applyPreset(preset: PresetId, now: FreezeSetting, lastStage: string = usualLastStage): FreezeSetting {
  const inside = now.cut === 'head' || now.cut === 'stem' ? lastStage : now.cut;
  switch (preset) {
    case 'head':
      return { headFirst: false, cut: 'head' };
    case 'last':
      return { headFirst: false, cut: lastStage };
    case 'here':
      return { headFirst: false, cut: inside };
    case 'headFirst':
      return { headFirst: true, cut: inside };
    case 'everything':
      return { headFirst: false, cut: 'stem' };
    case 'gradual':
      return { headFirst: true, cut: 'stem', gradual: true };
  }
}

/** The preset that the setting is, the more special one first. */
export function presetOf({ headFirst, cut, gradual }: FreezeSetting, lastStage: string = usualLastStage): PresetId {
  if (gradual) return 'gradual';
  if (cut === 'head') return 'head';
  if (headFirst) return 'headFirst';
  if (cut === 'stem') return 'everything';
  return cut === lastStage ? 'last' : 'here';
}
