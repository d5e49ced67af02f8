#!lua
-- Makes an empty registry where there is none.
--
-- KEYS  1 position
-- ARGV  1 lineage   2 chain of revision 0   3 digest of no records
-- Returns the lineage that is there afterwards

local there = redis.call('HGET', KEYS[1], 'lineage')
if there then return there end
local server = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)') .. ':'
  .. string.match(redis.call('INFO', 'replication'), 'master_replid:(%x+)')
redis.call('HSET', KEYS[1], 'format', 1, 'lineage', ARGV[1], 'revision', 0, 'chain', ARGV[2], 'digest', ARGV[3],
  'counts', '0 0 0 0', 'server', server, 'next-number', 0)
return ARGV[1]
