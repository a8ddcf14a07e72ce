export default {
  title: 'Basismodell',
  soon: 'Diese Seite wird gerade gebaut.',
};
