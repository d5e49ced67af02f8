import { appendFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';

// Each batch opens the file anew, so that whoever turns logs over needs to tell nobody.
const path = String(workerData);
const port = parentPort;
if (port === null) throw new Error('Cannot write the access log: this runs as a Worker alone');

port.on('message', (lines: string) => {
  try {
    appendFileSync(path, lines, { mode: 0o640 });
    port.postMessage(null);
  } catch (error) {
    port.postMessage(String(error));
  }
});
