/**
 * A MaxMind DB of a few IPv4 networks with their AS numbers, as the format's specification 2.0 has it: a binary search tree with records of
 * 24 bits, 16 zero bytes, the data, the metadata.
 */
export function tinyMmdb(networks: Readonly<Record<string, number>>): Buffer {
  const nodes: [number | Network, number | Network][] = [[EMPTY, EMPTY]];
  const data: Buffer[] = [];
  let dataLength = 0;
  for (const [text, asn] of Object.entries(networks)) {
    const [address = '', length = ''] = text.split('/');
    const bits = address
      .split('.')
      .map((part) => Number(part).toString(2).padStart(8, '0'))
      .join('')
      .slice(0, Number(length));
    let node = 0;
    for (const [depth, bit] of bits.split('').entries()) {
      const side = bit === '1' ? 1 : 0;
      const slots = nodes[node]!; // made before it is pointed to
      if (depth === bits.length - 1) slots[side] = { offset: dataLength };
      else {
        const next = slots[side];
        if (typeof next === 'number' && next !== EMPTY) node = next;
        else node = slots[side] = nodes.push([EMPTY, EMPTY]) - 1;
      }
    }
    const record = map({ autonomous_system_number: uint32(asn) });
    data.push(record);
    dataLength += record.length;
  }
  const tree = Buffer.alloc(nodes.length * 6);
  for (const [index, slots] of nodes.entries())
    for (const side of [0, 1] as const) tree.writeUIntBE(recordOf(slots[side], nodes.length), index * 6 + side * 3, 3);
  const metadata = map({
    node_count: uint32(nodes.length),
    record_size: uint32(24),
    ip_version: uint32(4),
    database_type: string('Test-ASN'),
    languages: Buffer.from([0x00, 0x04]), // an array of none
    binary_format_major_version: uint32(2),
    binary_format_minor_version: uint32(0),
    build_epoch: uint32(1),
    description: map({}),
  });
  const marker = Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1');
  return Buffer.concat([tree, Buffer.alloc(16), ...data, marker, metadata]);
}

interface Network {
  readonly offset: number;
}

const EMPTY = -1;

function recordOf(slot: number | Network, nodeCount: number): number {
  if (typeof slot === 'object') return nodeCount + 16 + slot.offset;
  return slot === EMPTY ? nodeCount : slot;
}

function map(members: Readonly<Record<string, Buffer>>): Buffer {
  const entries = Object.entries(members);
  return Buffer.concat([
    Buffer.from([0xe0 | entries.length]),
    ...entries.flatMap(([key, value]) => [string(key), value]),
  ]);
}

function string(text: string): Buffer {
  const bytes = Buffer.from(text);
  return bytes.length < 29
    ? Buffer.concat([Buffer.from([0x40 | bytes.length]), bytes])
    : Buffer.concat([Buffer.from([0x5d, bytes.length - 29]), bytes]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(5);
  bytes[0] = 0xc4;
  bytes.writeUInt32BE(value, 1);
  return bytes;
}
