export default {
  title: 'Projekte',
  soon: 'Diese Seite wird gerade gebaut.',
};
