#!lua
-- Gives a lease back, if it still is one's own.
--
-- KEYS  1 lease
-- ARGV  1 holder
-- Returns 1, or 0 when another holds it or none does

if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])
