// A listener that answers as a router would, with the least that can be done for an answer: what the replayer is measured against.
// Run as a process of its own; prints its port. argv[2] is the body, in which CLIENT stands for the client.
const [before = '', after = ''] = (process.argv[2] ?? '').split('CLIENT');

const listener = Bun.listen({
  hostname: '127.0.0.1',
  port: 0,
  socket: {
    data(socket, bytes) {
      const request = bytes.toString('latin1');
      const from = request.indexOf('X-Forwarded-For: ') + 17;
      const client = request.slice(from, request.indexOf('\r', from));
      const length = before.length + client.length + after.length;
      socket.write(
        `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n${before}${client}${after}`,
      );
      if (request.includes('Connection: close')) socket.end();
    },
  },
});
process.stdout.write(`${listener.port}\n`);
