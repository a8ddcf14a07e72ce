/** Errors of settings that a report or an export brings back, by their kind (`shared/said.ts`). */
export default {
  kinds: {
    'recipe-none': '{place} holds no settings of a run',
    'recipe-too-large': '{place} is larger than any report',
    'recipe-damaged': '{place} holds settings that cannot be read: it was changed or cut off, or a newer version wrote it',
    'recipe-cut-off': '{place} stops before its end, and so before the settings: it was cut off, or is no report',
    'recipe-export-of-before': '{place} is an export of an older version, which did not keep the settings of its run',
    'recipe-missing': 'There is no {place}',
  },
  hints: {
    'recipe-none': 'Take a report or an export that the studio wrote.',
    'recipe-too-large': 'Take a report or an export that the studio wrote.',
    'recipe-damaged': 'Take a report or an export that the studio wrote.',
    'recipe-cut-off': 'Take the whole file, as the studio wrote it.',
    'recipe-export-of-before': 'Take a report or an export that the studio wrote.',
    'recipe-missing': 'Take a report or an export that the studio wrote.',
  },
};
