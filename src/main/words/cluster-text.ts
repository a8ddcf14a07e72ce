import type { ClusterNews } from '../../core/studies/cluster/run-on-cluster.ts';

/** What is told of a cluster while a study runs there. */
export function clusterNewsText(news: ClusterNews, study: number): string {
  switch (news.about) {
    case 'submitted':
      return `The cluster has it, as job ${news.job}.`;
    case 'found':
      return `Found job ${news.job} again.`;
    case 'lost':
      return `The connection is lost (${news.error.message}); the cluster goes on, and is asked again.`;
    case 'back':
      return 'The connection is back.';
    case 'left':
      return `Job ${news.job} goes on without this program: graft study resume ${study} follows it again, graft study show ${study} looks in, graft study stop ${study} ends it.`;
    case 'trial-failed':
      return `Trial ${news.trial + 1} has failed: ${news.error.message}.`;
  }
}
