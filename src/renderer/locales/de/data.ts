export default {
  title: 'Daten',
  soon: 'Diese Seite wird gerade gebaut.',
};
