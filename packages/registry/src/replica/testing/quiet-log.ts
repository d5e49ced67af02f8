import type { ReplicaLog } from '../replica-log.ts';

export const quietLog: ReplicaLog = { info() {}, warn() {}, error() {} };
