import { registryContract } from '../contract-suite/registry-contract.ts';
import { openFreshSqliteRegistry } from './fresh-sqlite-registry.ts';

registryContract('SqliteRegistry', openFreshSqliteRegistry);
