/**
 * When an HTTP answer over a fresh TCP connection arrives, in milliseconds, where each packet of either direction is lost by
 * the probability given: Linux' timers (first SYN and SYN-ACK retransmission after 1 s, data after 200 ms, doubled each time),
 * a request of one segment and an answer of so many. Infinity when the connection is given up.
 */
export function lossyAnswerMs(random: () => number, loss: number, segments: number): number {
  const connectedMs = handshakeMs(random, loss);
  if (connectedMs === Infinity) return Infinity;
  const requestMs = deliveredMs(random, loss, connectedMs);
  let answerMs = requestMs;
  for (let segment = 0; segment < segments; segment++) {
    answerMs = Math.max(answerMs, deliveredMs(random, loss, requestMs));
  }
  return answerMs + ROUND_TRIP_MS;
}

const ROUND_TRIP_MS = 1;
const HANDSHAKE_TRIES_MS = [0, 1_000, 3_000, 7_000];

function handshakeMs(random: () => number, loss: number): number {
  let heardMs = Infinity;
  let connectedMs = Infinity;
  for (const atMs of HANDSHAKE_TRIES_MS) {
    if (random() < loss) continue;
    heardMs = Math.min(heardMs, atMs);
    if (random() >= loss) connectedMs = Math.min(connectedMs, atMs);
  }
  for (const afterMs of HANDSHAKE_TRIES_MS.slice(1)) {
    if (random() >= loss) connectedMs = Math.min(connectedMs, heardMs + afterMs);
  }
  return connectedMs;
}

function deliveredMs(random: () => number, loss: number, sentMs: number): number {
  let atMs = sentMs;
  for (let waitMs = 200; random() < loss; waitMs *= 2) atMs += waitMs;
  return atMs;
}
