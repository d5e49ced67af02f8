#!lua
-- Empties the registry for a restore, and hides it until that is finished; goes on with an unfinished one of the same backup.
--
-- KEYS  1 position   2 changes   3 … the rest of the registry
-- ARGV  1 lineage of the backup   2 id of the backup   3 a revision that is above every one seen elsewhere
--       4 digest of no records   5 chain to begin with, for a base revision: SHA-256 in hex
-- Returns {'begun', base revision}   {'resumed', base revision}   {'foreign', lineage}: of another registry that is not empty

local at = redis.call('HMGET', KEYS[1], 'lineage', 'revision', 'restoring', 'restore-base')
if at[3] == ARGV[2] and at[1] == ARGV[1] then return { 'resumed', at[4] } end
if at[1] and at[1] ~= ARGV[1] and at[2] ~= '0' then return { 'foreign', at[1] } end
local server = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)') .. ':'
  .. string.match(redis.call('INFO', 'replication'), 'master_replid:(%x+)')
local base = string.format('%.0f', math.max(tonumber(at[2] or '0'), tonumber(ARGV[3])) + 1000000)
local number = redis.call('HGET', KEYS[1], 'next-number') or 0
redis.call('UNLINK', unpack(KEYS)) -- freed by a thread of its own
redis.call('HSET', KEYS[1], 'format', 2, 'lineage', ARGV[1], 'revision', base, 'chain', ARGV[5], 'digest', ARGV[4],
  'counts', '0 0 0 0', 'server', server, 'next-number', number, 'restoring', ARGV[2], 'restore-base', base)
return { 'begun', base }
