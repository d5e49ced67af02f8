import type { Redis } from 'ioredis';

const FIELDS = 1_000;
const RUBBISH = 'garbage \u0000 \u{1f5d1}';

/** Writes nonsense into each key, as its type allows: into what is there, and beside it. */
export async function changeInPlace(redis: Redis): Promise<void> {
  for (const key of await redis.keys('*')) {
    switch (await redis.type(key)) {
      case 'hash':
        await redis.hset(key, ...[...(await someFields(redis, key)), RUBBISH].flatMap((field) => [field, RUBBISH]));
        break;
      case 'zset':
        await redis.zadd(key, 0, RUBBISH, -1, '0', 1, 'ffffffff/ff');
        break;
      case 'stream':
        await redis.xadd(key, '*', RUBBISH, RUBBISH);
        break;
      default:
        await redis.set(key, RUBBISH);
    }
  }
}

export async function replaceByOtherTypes(redis: Redis): Promise<void> {
  for (const key of await redis.keys('*')) {
    const type = await redis.type(key);
    await redis.unlink(key);
    if (type === 'zset') await redis.rpush(key, RUBBISH);
    else await redis.zadd(key, 1, RUBBISH);
  }
}

async function someFields(redis: Redis, key: string): Promise<string[]> {
  const [, fields] = await redis.hscan(key, '0', 'COUNT', FIELDS);
  return fields.filter((_, index) => index % 2 === 0);
}
