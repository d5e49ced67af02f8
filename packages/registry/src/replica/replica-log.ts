/** The part of a logger that a replica uses; pino's loggers fit. */
export interface ReplicaLog {
  info(fields: object, text: string): void;
  warn(fields: object, text: string): void;
  error(fields: object, text: string): void;
}
