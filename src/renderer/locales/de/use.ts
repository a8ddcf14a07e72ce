export default {
  title: 'Verwenden',
  soon: 'Diese Seite wird gerade gebaut.',
};
