import type { Check } from '../check.ts';
import { demoAnswers, demoKeepsAndForgets, demoWatch, freshInstall, takenPorts } from './demo-checks.ts';

/** What a newcomer meets: a fresh clone, `npm start`, and the lines that it prints. Full form only: it installs. */
export const setupChecks: readonly Check[] = [freshInstall, demoAnswers, demoWatch, takenPorts, demoKeepsAndForgets];
