export default {
  title: 'Trainieren',
  soon: 'Diese Seite wird gerade gebaut.',
};
