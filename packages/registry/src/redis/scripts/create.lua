#!lua
-- Makes an empty registry where there is none.
--
-- KEYS  1 position
-- ARGV  1 lineage   2 chain of revision 0   3 digest of no records   4 format
-- Returns the lineage that is there afterwards   {format} when that is another

local there = redis.call('HMGET', KEYS[1], 'lineage', 'format')
if there[1] and there[2] ~= ARGV[4] then return { there[2] or '' } end
if there[1] then return there[1] end
local server = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)') .. ':'
  .. string.match(redis.call('INFO', 'replication'), 'master_replid:(%x+)')
redis.call('HSET', KEYS[1], 'format', ARGV[4], 'lineage', ARGV[1], 'revision', 0, 'chain', ARGV[2], 'digest', ARGV[3],
  'counts', '0 0 0 0', 'server', server, 'next-number', 0)
return ARGV[1]
