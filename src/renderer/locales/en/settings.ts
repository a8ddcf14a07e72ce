export default {
  title: 'Settings',
  look: 'Look',
  theme: 'Theme',
  themes: { system: 'As the system', light: 'Light', dark: 'Dark' },
  language: 'Language',
  machine: 'This computer',
  engineMissing: 'not set up',
  unmeasured: 'measured at the first training',
  setUp: 'Set the engine up',
  facts: {
    engine: 'Engine',
    precision: 'Precision',
    threads: 'Threads',
    disk: 'Free disk',
    folder: 'Data folder',
    version: 'Version',
  },
};
