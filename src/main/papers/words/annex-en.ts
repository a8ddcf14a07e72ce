import type { AnnexPoint } from './annex-iv.ts';

/** What each point of Annex IV asks for, shortened. */
export const englishAnnex: Readonly<Record<AnnexPoint, string>> = {
  '1 (a)': 'intended purpose, name of the provider, version and its relation to earlier ones',
  '1 (b)': 'how it interacts with hardware, software or other AI systems that are not part of it',
  '1 (c)': 'versions of software and firmware, and what updates require',
  '1 (d)': 'all forms in which it is placed on the market or put into service',
  '1 (e)': 'the hardware it is to run on',
  '1 (f)': 'where it is part of a product: pictures of that, its marking and inside',
  '1 (g)': 'a basic description of the user interface for the deployer',
  '1 (h)': 'instructions for use for the deployer',
  '2 (a)': 'methods and steps of development, pre-trained systems and tools of others and how they were used or changed',
  '2 (b)': 'design: logic, algorithms, key choices with their reasons and assumptions (also of persons or groups), what is optimised for, expected output and its quality, trade-offs',
  '2 (c)': 'architecture, how parts build on each other, and the computing used to develop, train, test and validate',
  '2 (d)': 'data sheets: training methods, data sets, where they come from, scope and main characteristics, how obtained and selected, labelling, cleaning',
  '2 (e)': 'human oversight (Article 14), and what helps deployers to understand outputs (Article 13(3)(d))',
  '2 (f)': 'changes that are determined beforehand, and how it stays compliant',
  '2 (g)': 'validation and testing: data and its characteristics, metrics of accuracy and robustness, potentially discriminatory impacts, dated and signed test reports',
  '2 (h)': 'cybersecurity measures',
  '3': 'monitoring, functioning and control: capabilities and limits, accuracy for specific persons or groups and overall, foreseeable unintended outcomes and risks, human oversight, input data',
  '4': 'why these performance metrics fit this system',
  '5': 'the risk management system (Article 9)',
  '6': 'relevant changes made through its lifecycle',
  '7': 'harmonised standards applied, or the solutions taken in their place',
  '8': 'a copy of the EU declaration of conformity (Article 47)',
  '9': 'how performance is evaluated after it is on the market, with the monitoring plan (Article 72)',
};
