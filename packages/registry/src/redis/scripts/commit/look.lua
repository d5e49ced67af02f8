#!lua
-- Makes one commit, or says why not, in one step. Static: nothing that a user wrote is ever run. Parts: look, refuse, overlap, write.
--
-- KEYS  1 position   2 changes   3 lengths   4 claims-by-node   5 nodes-with-claims   6 nodes-by-customer   7 unique   8 unique-of
--       9, 10 blocks 4, 6   11, 12 holders 4, 6   13, 14 pending 4, 6   15, 16 pending-lines 4, 6
--       17, 18, 19 records customer, origin, node   20, 21, 22 ids customer, origin, node
--       23 pending by state   24 turn   25 what the idempotency key made
-- ARGV  1 lineage   2 id of the restore that this commit is part of, or ''   3 'write', or 'check' to write nothing
--       4 this committer   5 for how many ms to take the turn when the store has moved, or 0
--       6 chain before   7 revision after   8 chain after   9 digest after   10 counts after
--       11 XOR of the hashes of the records replaced, as assumed   12 their counts, as assumed
--       13 what to remember under the idempotency key, or '' for none   14 for how many ms
--       15 head of the revision   16 its writes   17 the highest node number in it, or -1
--       18 how many revisions to keep   19 how many bytes of them
--       20 the claim from which to look for overlaps, counted from 1: those before are known   21, 22 where the claims of IPv4, IPv6 end
--       23 after which prefix inside that claim, or ''   24 how many replicas must be there
--       25 claims   26 how many of them IPv4, which come first, then for each, in the order of prefix and node: prefix, node, line
--       `<customer>/<node>` of the claims that come: how many, then each
--       records, then for each: kind, id, line, customer or '', unique keys
--       expectations, then for each: index of a claim (from 1) or of a record (negative), its revision
--       (a line may also be '' for "gone" or '=' for "only look")
-- Returns {'committed', how many replicas there are}
--         {'repeated', what was remembered}
--         {'stale', index of a claim (from 1) or of a record (negative), revision found, …}
--         {'moved', revision, chain, digest, counts, revision of the next commit, XOR of old hashes, old counts}
--         {'busy'}: another committer has the turn   {'taken', unique key, holder}
--         {'overlap', n, then n times (claim, cause, prefix in the way, its line), claims inside a standing block of their own, …}
--         {'more', the claim from which to go on, after which prefix inside it, then as 'overlap'}: so far in one step, nothing was written
--         {'clear'}: only checked, nothing stands in the way   {'broken', key}   {'absent'}   {'foreign', lineage}   {'restoring', id}
--         {'alone', how many replicas there are}

local POSITION, CHANGES, LENGTHS, BY_NODE, NODES_WITH_CLAIMS = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local NODES_BY_CUSTOMER, UNIQUE, UNIQUE_OF, TURN, MADE = KEYS[6], KEYS[7], KEYS[8], KEYS[24], KEYS[25]
local BLOCKS, HOLDERS = { ['4'] = KEYS[9], ['6'] = KEYS[10] }, { ['4'] = KEYS[11], ['6'] = KEYS[12] }
local PENDING, PENDING_LINES = { ['4'] = KEYS[13], ['6'] = KEYS[14] }, { ['4'] = KEYS[15], ['6'] = KEYS[16] }
local RECORDS = { customer = KEYS[17], origin = KEYS[18], node = KEYS[19] }
local IDS = { customer = KEYS[20], origin = KEYS[21], node = KEYS[22] }
local PENDING_BY_STATE = KEYS[23]
local TYPES = 'hash stream hash zset zset zset hash hash zset zset hash hash zset zset hash hash hash hash hash zset zset zset zset string string '
local BATCH = 2000
local sub, find, match, byte = string.sub, string.find, string.match, string.byte
local call, floor = redis.call, math.floor

-- A write to a key of another type would stop this script half-way, so garbage is found first.
do
  local i = 1
  for kind in string.gmatch(TYPES, '(%a+) ') do
    local there = call('TYPE', KEYS[i]).ok
    if there ~= 'none' and there ~= kind then return { 'broken', KEYS[i] } end
    i = i + 1
  end
end

local at = call('HMGET', POSITION, 'lineage', 'revision', 'chain', 'digest', 'counts', 'server', 'restoring')
local lineage, revision, chain, digest, counts = at[1], at[2], at[3], at[4], at[5]
if not (lineage and revision and chain and digest and counts and at[6]) then return { 'absent' } end
if lineage ~= ARGV[1] then return { 'foreign', lineage } end
if (at[7] or '') ~= ARGV[2] then return { 'restoring', at[7] or '' } end

local made = call('GET', MADE)
if made then
  call('HINCRBY', POSITION, 'repeats', 1) -- a write on this connection: what WAIT after it waits for covers the first commit
  return { 'repeated', made }
end
local turn = call('GET', TURN)
if turn and turn ~= ARGV[4] then return { 'busy' } end

-- A server that was restarted or promoted since the last commit may have lost revisions that somebody saw. How far it jumps is
-- its own: two servers that are masters for a moment set out from the same revision, and must not meet.
local replication = call('INFO', 'replication')
local server = match(call('INFO', 'server'), 'run_id:(%x+)') .. ':' .. match(replication, 'master_replid:(%x+)')
local nextRevision = string.format('%.0f', tonumber(revision) + (server == at[6] and 1 or 1000000 + tonumber(string.sub(server, 1, 8), 16)))

-- What would not be acknowledged is better not done.
local _, replicas = string.gsub(replication, 'state=online', '')
if replicas < tonumber(ARGV[24]) then return { 'alone', replicas } end

local function hmget(key, fields)
  local values = {}
  for first = 1, #fields, BATCH do
    local part = call('HMGET', key, unpack(fields, first, math.min(first + BATCH - 1, #fields)))
    for i = 1, #part do values[first + i - 1] = part[i] end
  end
  return values
end

-- The line of one node among those of a prefix. A line: node, state and shared, customer, revision, hash, details.
local function lineOf(lines, node)
  if not lines then return false end
  local start = node .. ' '
  if not find(lines, '\n', 1, true) then return sub(lines, 1, #start) == start and lines end
  for line in string.gmatch(lines, '[^\n]+') do
    if sub(line, 1, #start) == start then return line end
  end
  return false
end

local sumHigh, sumLow = 0, 0
local oldCounts = { customer = 0, origin = 0, node = 0, claim = 0 }
local function countOld(kind, hash)
  sumHigh = bit.bxor(sumHigh, tonumber(sub(hash, 1, 8), 16))
  sumLow = bit.bxor(sumLow, tonumber(sub(hash, 9, 16), 16))
  oldCounts[kind] = oldCounts[kind] + 1
end

local function revisionIn(claimLine) return match(claimLine, '^%S+ %S+ %S+ (%d+)') end

-- Claims: parallel lists over all entries, and per family the distinct prefixes with their range of entries.
local claims = tonumber(ARGV[25])
local cPrefix, cNode, cLine, cOld, cOldValid = {}, {}, {}, {}, {}
local families = {}
local function readFamily(f, from, upTo, span)
  if upTo < from then return end
  local prefixes, first, last, k = {}, {}, {}, 0
  local prefix
  for i = from, upTo do
    local arg = 24 + 3 * i
    local this = ARGV[arg]
    if this ~= prefix then
      prefix, k = this, k + 1
      prefixes[k], first[k] = prefix, i
    end
    last[k] = i
    cPrefix[i], cNode[i], cLine[i] = prefix, ARGV[arg + 1], ARGV[arg + 2]
  end
  families[f] = { name = f, prefixes = prefixes, first = first, last = last, from = from, upTo = upTo, isNew = true, span = span }
end
readFamily('4', 1, tonumber(ARGV[26]), ARGV[21])
readFamily('6', tonumber(ARGV[26]) + 1, claims, ARGV[22])

local NONE = {}
for f, family in pairs(families) do
  family.held = hmget(HOLDERS[f], family.prefixes)
  local pending = NONE
  if call('HLEN', PENDING_LINES[f]) > 0 then
    local fields = {}
    for i = family.from, family.upTo do fields[i - family.from + 1] = cPrefix[i] .. '@' .. cNode[i] end
    pending = hmget(PENDING_LINES[f], fields)
  end
  for k = 1, #family.prefixes do
    local held = family.held[k]
    if held then family.isNew = false end
    if held or pending ~= NONE then
      for i = family.first[k], family.last[k] do
        local old = lineOf(held, cNode[i])
        cOldValid[i] = old and true
        old = old or pending[i - family.from + 1]
        cOld[i] = old
        if old and cLine[i] ~= '=' then countOld('claim', match(old, '^%S+ %S+ %S+ %d+ (%x+)')) end
      end
    end
  end
end

-- Everything else: a record's line is its revision, hash, customer or '-', and body.
local firstPairArg = 28 + 3 * claims
local arg = firstPairArg + tonumber(ARGV[firstPairArg - 1])
local firstRecordArg = arg
local records = tonumber(ARGV[arg])
local rKind, rId, rLine, rOld = {}, {}, {}, {}
for i = 1, records do
  rKind[i], rId[i], rLine[i] = ARGV[arg + 1], ARGV[arg + 2], ARGV[arg + 3]
  local old = call('HGET', RECORDS[rKind[i]], rId[i])
  rOld[i] = old
  if old and rLine[i] ~= '=' then countOld(rKind[i], match(old, '^%d+ (%x+)')) end
  arg = arg + 5
end

local stale = { 'stale' }
for i = 1, tonumber(ARGV[arg + 1]) do
  local index = tonumber(ARGV[arg + 2 * i])
  local old, found = index > 0 and cOld[index] or rOld[-index], '0'
  if old then found = index > 0 and revisionIn(old) or match(old, '^%d+') end
  if found ~= ARGV[arg + 2 * i + 1] then
    stale[#stale + 1] = index
    stale[#stale + 1] = found
  end
end
if #stale > 1 then return stale end

-- The committer computed digest and chain from what it took to be there. Where that was wrong it is told, and comes again.
local oldSum = bit.tohex(sumHigh) .. bit.tohex(sumLow)
local oldCount = oldCounts.customer .. ' ' .. oldCounts.origin .. ' ' .. oldCounts.node .. ' ' .. oldCounts.claim
if ARGV[6] ~= chain or ARGV[7] ~= nextRevision or ARGV[11] ~= oldSum or ARGV[12] ~= oldCount then
  if ARGV[5] ~= '0' then call('SET', TURN, ARGV[4], 'PX', ARGV[5]) end
  return { 'moved', revision, chain, digest, counts, nextRevision, oldSum, oldCount }
end
