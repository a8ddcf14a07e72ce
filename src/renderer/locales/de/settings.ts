export default {
  title: 'Einstellungen',
  look: 'Aussehen',
  theme: 'Farben',
  themes: { system: 'Wie das System', light: 'Hell', dark: 'Dunkel' },
  language: 'Sprache',
  machine: 'Dieser Rechner',
  engineMissing: 'nicht eingerichtet',
  unmeasured: 'wird beim ersten Training gemessen',
  setUp: 'Rechenkern einrichten',
  facts: {
    engine: 'Rechenkern',
    precision: 'Genauigkeit',
    threads: 'Threads',
    disk: 'Freier Platz',
    folder: 'Datenordner',
    version: 'Version',
  },
};
