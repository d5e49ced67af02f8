import type { CustomerCreate, NodeCreate } from '@nearhop/contracts';

/** Who there is in the demo. */
export const DEMO_CUSTOMERS: readonly CustomerCreate[] = [
  { id: 'demo-isp', name: 'Demo Internet', contact: 'noc@demo-isp.example', asns: [64_500] },
  { id: 'demo-campus', name: 'Demo University', contact: 'network@demo-campus.example', asns: [64_501] },
];

/** What `up` knows of a node beforehand; where it serves is found out when it starts. */
export type DemoNode = NodeCreate & Required<Pick<NodeCreate, 'customer'>>;

/**
 * Cache nodes with clients in 127.0.0.0/8, so that one machine can be every client: `curl --interface 127.0.1.5`.
 * 127.77.7.7 is nobody's. Tacoma-1 lies inside Olympia-1's block, which is its backup; nothing backs Seattle-1 up.
 */
export const DEMO_NODES: readonly DemoNode[] = [
  {
    name: 'Seattle-1',
    customer: 'demo-isp',
    claims: '127.0.1.0/24, 2001:db8:1::/48',
    maxEgressMbps: 10_000,
    labels: { site: 'seattle' },
  },
  {
    name: 'Portland-1',
    customer: 'demo-isp',
    claims: '127.0.2.0/24',
    maxEgressMbps: 5_000,
    labels: { site: 'portland' },
  },
  {
    name: 'Olympia-1',
    customer: 'demo-campus',
    claims: '127.0.16.0/20',
    labels: { site: 'olympia' },
  },
  {
    name: 'Tacoma-1',
    customer: 'demo-campus',
    claims: '127.0.17.0/24',
    labels: { site: 'tacoma' },
  },
];
