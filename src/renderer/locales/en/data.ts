export default {
  title: 'Data',
  soon: 'This page is being built.',
};
