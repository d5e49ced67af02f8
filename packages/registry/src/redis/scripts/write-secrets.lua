#!lua
-- Writes secrets in one step, or none of them. Static: nothing that a user wrote is ever run.
--
-- KEYS  1 position   2 version of the secrets   3 their values   4 the order of their ids
-- ARGV  1 lineage   2 how many replicas must be there
--       then for each: `<kind>/<id>`, JSON or '' for "gone", the revision that it must have or '' for any
-- Returns {'written', replicas}   {'stale', which of them, counted from 1}
--         {'broken', key}   {'absent'}   {'foreign', lineage}   {'alone', how many replicas there are}

local POSITION, VERSION, VALUES, IDS = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local call = redis.call

-- A write to a key of another type would stop this script half-way, so garbage is found first.
for i, kind in ipairs({ 'hash', 'hash', 'hash', 'zset' }) do
  local there = call('TYPE', KEYS[i]).ok
  if there ~= 'none' and there ~= kind then return { 'broken', KEYS[i] } end
end

local lineage = call('HGET', POSITION, 'lineage')
if not lineage then return { 'absent' } end
if lineage ~= ARGV[1] then return { 'foreign', lineage } end
local replication = call('INFO', 'replication')
local _, replicas = string.gsub(replication, 'state=online', '')
if replicas < tonumber(ARGV[2]) then return { 'alone', replicas } end

for arg = 3, #ARGV, 3 do
  if ARGV[arg + 2] ~= '' then
    local old = call('HGET', VALUES, ARGV[arg])
    if (old and string.match(old, '^%d+') or '0') ~= ARGV[arg + 2] then return { 'stale', arg / 3 } end
  end
end

-- The version only goes up, also when a server that was restarted or promoted has lost writes that somebody saw, and in a store that was
-- flushed: it begins with the microseconds since 1970, and there are fewer writes than those.
local server = string.match(call('INFO', 'server'), 'run_id:(%x+)') .. ':' .. string.match(replication, 'master_replid:(%x+)')
local at = call('HMGET', VERSION, 'version', 'server')
local version
if not at[1] then
  local now = call('TIME')
  version = tonumber(now[1]) * 1000000 + tonumber(now[2])
else
  version = tonumber(at[1]) + (at[2] == server and 1 or 1000000 + tonumber(string.sub(server, 1, 8), 16))
end
version = string.format('%.0f', version)
for arg = 3, #ARGV, 3 do
  if ARGV[arg + 1] == '' then
    call('HDEL', VALUES, ARGV[arg])
    call('ZREM', IDS, ARGV[arg])
  else
    call('HSET', VALUES, ARGV[arg], version .. ' ' .. ARGV[arg + 1])
    call('ZADD', IDS, 0, ARGV[arg])
  end
end
call('HSET', VERSION, 'version', version, 'server', server)
return { 'written', replicas }
