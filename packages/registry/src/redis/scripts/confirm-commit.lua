#!lua
-- Tells what an idempotency key made, with a write, so that WAIT after it waits for the commit itself.
--
-- KEYS  1 position   2 what the idempotency key made
-- Returns what was remembered, or '' for nothing

local made = redis.call('GET', KEYS[2])
if not made or redis.call('TYPE', KEYS[1]).ok ~= 'hash' then return '' end
redis.call('HINCRBY', KEYS[1], 'repeats', 1)
return made
