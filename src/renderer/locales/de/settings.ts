export default {
  title: 'Einstellungen',
  soon: 'Diese Seite wird gerade gebaut.',
};
