export default {
  title: 'Basismodelle',
  soon: 'Diese Seite wird gerade gebaut.',
};
