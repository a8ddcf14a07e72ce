export default {
  title: 'Auswerten',
  soon: 'Diese Seite wird gerade gebaut.',
};
