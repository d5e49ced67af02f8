import { afterAll, beforeAll } from 'bun:test';
import { registryContract } from '../contract-suite/registry-contract.ts';
import { RedisFixture } from '../../../../test/harness/redis-fixture.ts';

const fixture = new RedisFixture();
beforeAll(() => fixture.start());
afterAll(() => fixture.stop());

registryContract('redis', fixture.openFresh);
