export default {
  title: 'Train',
  soon: 'This page is being built.',
};
