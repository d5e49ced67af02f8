import type { ToDrive } from '../wire/to-drive.ts';
import type { Question } from './drive-link.ts';

/** How the parts of a hot drive reach its Worker. */
export interface DriveWay {
  post(message: ToDrive): void;
  /** `act` sees the answer before any later message is seen. */
  ask<Value>(question: Question, act: (answer: unknown) => Value): Promise<Value>;
  /** What the promise gives, or a rejection as soon as the drive is set aside. */
  orAside<Value>(promise: Promise<Value>): Promise<Value>;
  /** Closes a file of which the drive's Worker knows nothing any more. */
  closeOrphan(descriptor: number): void;
}
