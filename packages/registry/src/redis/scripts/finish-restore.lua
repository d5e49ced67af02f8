#!lua
-- Shows a restored registry again.
--
-- KEYS  1 position
-- ARGV  1 id of the backup
-- Returns 1, or 0 when no restore of it is under way

if redis.call('HGET', KEYS[1], 'restoring') ~= ARGV[1] then return 0 end
return redis.call('HDEL', KEYS[1], 'restoring', 'restore-base')
