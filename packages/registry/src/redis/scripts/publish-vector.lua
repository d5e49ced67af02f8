#!lua
-- Publishes a health vector under the next health number: the id of the one entry of its stream, which Redis never lets go back.
--
-- KEYS  1 vector
-- ARGV  1 entries, a byte per node   2 published at, ms since the epoch   3 the number to begin with where there is none, or ''
-- Returns the number, as text; '' when there is none to go on from and none to begin with

local server = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)') .. ':'
  .. string.match(redis.call('INFO', 'replication'), 'master_replid:(%x+)')
local number = ARGV[3]
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
if last then
  -- Vectors are not waited for: a server that was restarted or promoted since may have lost the last ones,
  -- and two that are masters for a moment must not meet: how far each jumps is its own.
  local from = tonumber(string.match(last[1], '^%d+'))
  number = string.format('%.0f', from + (last[2][6] == server and 1 or 1000000 + tonumber(string.sub(server, 1, 8), 16)))
end
if number == '' then return '' end
redis.call('XADD', KEYS[1], 'MAXLEN', 1, number .. '-0', 'entries', ARGV[1], 'at', ARGV[2], 'server', server)
return number
