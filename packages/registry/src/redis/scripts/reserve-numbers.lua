#!lua
-- Takes node numbers out of the store for good.
--
-- KEYS  1 position
-- ARGV  1 lineage   2 how many   3 the highest number that there may be
-- Returns {'reserved', the first}   {'spent', how many are left}   {'foreign'}: another registry, or none

if redis.call('HGET', KEYS[1], 'lineage') ~= ARGV[1] then return { 'foreign' } end
local first = tonumber(redis.call('HGET', KEYS[1], 'next-number') or '0')
local left = tonumber(ARGV[3]) + 1 - first
if tonumber(ARGV[2]) > left then return { 'spent', left } end
redis.call('HSET', KEYS[1], 'next-number', first + tonumber(ARGV[2]))
return { 'reserved', first }
