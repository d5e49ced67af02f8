import type { Prefix } from '@nearhop/ip';
import { readVariables, type Environment, type ListenAddress } from '@nearhop/service-kit';

export interface ControlConfig {
  readonly store: string;
  /** Redis replicas that must have a commit; undefined for what the kind of store asks. */
  readonly storeAcks: number | undefined;
  readonly listen: ListenAddress;
  readonly opsListen: ListenAddress;
  /** URLs of the routers' ops ports. */
  readonly routers: readonly string[];
  /** A table of origin AS numbers for reviewers. */
  readonly asnFile: string | undefined;
  /** Whom claimants ask. */
  readonly supportContact: string | undefined;
  readonly privateNetworks: readonly Prefix[];
  readonly lab: boolean;
  readonly logLevel: string;
}

/** Reads what control needs from an environment; throws ConfigError with every finding. */
export function readConfig(env: Environment): ControlConfig {
  const values = readVariables(env, [
    'NEARHOP_STORE',
    'NEARHOP_STORE_ACKS',
    'NEARHOP_CONTROL_LISTEN',
    'NEARHOP_CONTROL_OPS_LISTEN',
    'NEARHOP_CONTROL_ROUTERS',
    'NEARHOP_CONTROL_ASN_FILE',
    'NEARHOP_CONTROL_SUPPORT_CONTACT',
    'NEARHOP_PRIVATE_NETWORKS',
    'NEARHOP_LAB',
    'NEARHOP_LOG_LEVEL',
  ]);
  return {
    store: values.NEARHOP_STORE,
    storeAcks: values.NEARHOP_STORE_ACKS,
    listen: values.NEARHOP_CONTROL_LISTEN,
    opsListen: values.NEARHOP_CONTROL_OPS_LISTEN,
    routers: values.NEARHOP_CONTROL_ROUTERS,
    asnFile: values.NEARHOP_CONTROL_ASN_FILE,
    supportContact: values.NEARHOP_CONTROL_SUPPORT_CONTACT,
    privateNetworks: values.NEARHOP_PRIVATE_NETWORKS,
    lab: values.NEARHOP_LAB,
    logLevel: values.NEARHOP_LOG_LEVEL,
  };
}
