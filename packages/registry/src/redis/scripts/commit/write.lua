
-- Nothing stands in the way. Writes are gathered per key and made in batches: a call costs as much as several members.
-- All that goes, goes before all that comes: a member may be in both.
local going, adding, setting = {}, {}, {}
local function listIn(lists, key)
  local list = lists[key]
  if not list then
    list = {}
    lists[key] = list
  end
  return list
end
local function flush(command, lists)
  for key, args in pairs(lists) do
    for first = 1, #args, BATCH do call(command, key, unpack(args, first, math.min(first + BATCH - 1, #args))) end
  end
end
local function drop(command, key, member)
  local args = listIn(listIn(going, command), key)
  args[#args + 1] = member
end
local function add(key, member)
  local args = listIn(adding, key)
  local n = #args
  args[n + 1], args[n + 2] = '0', member -- a number would be printed anew each time
end
local function set(key, field, value)
  local args = listIn(setting, key)
  local n = #args
  args[n + 1], args[n + 2] = field, value
end

local grown = {}
local function grow(f, prefix, by)
  local lengths, length = listIn(grown, f), sub(prefix, -2)
  lengths[length] = (lengths[length] or 0) + by
end
-- Where a pending claim stands in the index by state: for everybody, and for its customer.
local function inState(line, place)
  local state, customer = match(line, '^%S+ (%a)%d (%S+)')
  return '*/' .. state .. '/' .. place, customer .. '/' .. state .. '/' .. place
end
-- `<customer>/<node>` of claims that go.
local left = {}

local function writePrefix(f, family, k)
  local prefix, held = family.prefixes[k], family.held[k]
  local lines, touched, changed = {}, {}, false
  for i = family.first[k], family.last[k] do
    local line, old, node = cLine[i], cOld[i], cNode[i]
    if line ~= '=' and (line ~= '' or old) then
      local state = sub(line, #node + 2, #node + 2)
      if cOldValid[i] then
        changed, touched[node] = true, true
      elseif old then
        local entry = prefix .. '@' .. node
        local everybodys, own = inState(old, f .. entry)
        drop('ZREM', PENDING_BY_STATE, everybodys)
        drop('ZREM', PENDING_BY_STATE, own)
        if state == 'v' or line == '' then
          drop('ZREM', PENDING[f], entry)
          drop('HDEL', PENDING_LINES[f], entry)
        end
      end
      if line == '' then
        drop('ZREM', BY_NODE, node .. '/' .. f .. prefix)
        left[match(old, '^%S+ %S+ (%S+)') .. '/' .. node] = node
      elseif not old then
        add(BY_NODE, node .. '/' .. f .. prefix)
      end
      if state == 'v' then
        changed = true
        lines[#lines + 1] = line
      elseif line ~= '' then
        local entry = prefix .. '@' .. node
        if not old or cOldValid[i] then add(PENDING[f], entry) end
        set(PENDING_LINES[f], entry, line)
        local everybodys, own = inState(line, f .. entry)
        add(PENDING_BY_STATE, everybodys)
        add(PENDING_BY_STATE, own)
      end
    end
  end
  if not changed then return end
  if held then
    for line in string.gmatch(held, '[^\n]+') do
      if not touched[match(line, '^%S+')] then lines[#lines + 1] = line end
    end
  end
  if #lines == 0 then
    drop('HDEL', HOLDERS[f], prefix)
    drop('ZREM', BLOCKS[f], prefix)
    grow(f, prefix, -1)
    return
  end
  if #lines > 1 then table.sort(lines) end
  set(HOLDERS[f], prefix, #lines > 1 and table.concat(lines, '\n') or lines[1])
  if not held then
    add(BLOCKS[f], prefix)
    grow(f, prefix, 1)
  end
end

for f, family in pairs(families) do
  local byNode, blocks, holders = listIn(adding, BY_NODE), listIn(adding, BLOCKS[f]), listIn(setting, HOLDERS[f])
  local lead, held, first, last = '/' .. f, family.held, family.first, family.last
  for k, prefix in ipairs(family.prefixes) do
    local i = first[k]
    local line, node = cLine[i], cNode[i]
    if i == last[k] and not cOld[i] and not held[k] and sub(line, #node + 2, #node + 2) == 'v' then
      -- A block where nothing was: nearly all of every import, so without detours.
      local b, n = #blocks, #byNode
      blocks[b + 1], blocks[b + 2] = '0', prefix
      byNode[n + 1], byNode[n + 2] = '0', node .. lead .. prefix
      b = #holders
      holders[b + 1], holders[b + 2] = prefix, line
      grow(f, prefix, 1)
    else
      writePrefix(f, family, k)
    end
  end
end
for f, lengths in pairs(grown) do
  for length, by in pairs(lengths) do
    if by ~= 0 then call('HINCRBY', LENGTHS, f .. '/' .. length, by) end
  end
end

for i = 1, records do
  local kind, id, line, old = rKind[i], rId[i], rLine[i], rOld[i]
  if line ~= '=' and (line ~= '' or old) then
    local holder = kind .. ' ' .. id
    local customer, keys = ARGV[firstRecordArg + 5 * i - 1], ARGV[firstRecordArg + 5 * i]
    local oldCustomer = old and match(old, '^%d+ %x+ (%S+)')
    local oldKeys = old and call('HGET', UNIQUE_OF, holder)
    if oldKeys then
      for key in string.gmatch(oldKeys, '[^\n]+') do drop('HDEL', UNIQUE, key) end
    end
    if oldCustomer and oldCustomer ~= '-' then drop('ZREM', NODES_BY_CUSTOMER, oldCustomer .. '/' .. id) end
    if line == '' then
      drop('HDEL', RECORDS[kind], id)
      drop('ZREM', IDS[kind], id)
      drop('HDEL', UNIQUE_OF, holder)
    else
      set(RECORDS[kind], id, line)
      if not old then add(IDS[kind], id) end
      if customer ~= '' then add(NODES_BY_CUSTOMER, customer .. '/' .. id) end
      if keys ~= '' then
        set(UNIQUE_OF, holder, keys)
        for key in string.gmatch(keys, '[^\n]+') do set(UNIQUE, key, holder) end
      elseif oldKeys then
        drop('HDEL', UNIQUE_OF, holder)
      end
    end
  end
end

for i = firstPairArg, firstRecordArg - 1 do add(NODES_WITH_CLAIMS, ARGV[i]) end
for command, lists in pairs(going) do flush(command, lists) end
flush('ZADD', adding)
flush('HSET', setting)
for member, node in pairs(left) do
  if #call('ZRANGEBYLEX', BY_NODE, '[' .. node .. '/', '(' .. node .. '/~', 'LIMIT', 0, 1) == 0 then call('ZREM', NODES_WITH_CLAIMS, member) end
end

-- The revision itself. Old ones go when there are too many, by number or by bytes; the newest always stays.
local size = call('HMGET', POSITION, 'bytes', 'bytes-gone', 'next-number')
local bytes, gone = (tonumber(size[1]) or 0) + #ARGV[15] + #ARGV[16], tonumber(size[2]) or 0
call('XADD', CHANGES, ARGV[7] .. '-0', 'head', ARGV[15], 'writes', ARGV[16], 'bytes', string.format('%.0f', bytes))
local kept = call('XLEN', CHANGES)
for _ = 1, 16 do
  if kept == 1 or (kept <= tonumber(ARGV[18]) and bytes - gone <= tonumber(ARGV[19])) then break end
  local oldest = call('XRANGE', CHANGES, '-', '+', 'COUNT', 1)[1]
  gone = tonumber(oldest[2][6]) or bytes
  call('XDEL', CHANGES, oldest[1])
  kept = kept - 1
end

local number = math.max(tonumber(size[3]) or 0, tonumber(ARGV[17]) + 1)
call('HSET', POSITION, 'revision', ARGV[7], 'chain', ARGV[8], 'digest', ARGV[9], 'counts', ARGV[10], 'server', server,
  'bytes', string.format('%.0f', bytes), 'bytes-gone', string.format('%.0f', gone), 'next-number', number)
if ARGV[13] ~= '' then call('SET', MADE, ARGV[13], 'PX', ARGV[14]) end
if turn then call('DEL', TURN) end
return { 'committed', replicas }
