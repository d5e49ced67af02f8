export type { HistoriesRun, HistoriesSeen } from './histories-run.ts';
export { runLoss, type LossRun, type LossSeen } from './loss-run.ts';
export { opinionHistories } from './opinion-histories.ts';
export { verdictHistories } from './verdict-histories.ts';
