
-- Overlaps of the claims that come, if valid, with what stands and is not touched by this change. (What is inside the change was
-- compared with itself by the committer.) The tree never holds overlapping prefixes of two customers, which is what allows the
-- short cuts. A prefix is `<start>/<length>` in hex: lexical order is the pre-order of the tree, so whatever lies between an
-- ancestor and its descendant in that order is inside the ancestor.
local WIDTH = { ['4'] = 8, ['6'] = 32 }
local DIGITS, EFFS = '0123456789abcdef', string.rep('f', 32)

-- Steps of about 1 µs that one run of this script may spend here; and after how few of them it still has time to write.
local MOST_WORK, LITTLE_WORK = 36000, 8000
local work = 0

-- FIRST[n][d] and LAST[n][d]: the hex digit d with all but its first n bits 0, or 1.
local FIRST, LAST = {}, {}
for bits = 0, 3 do
  FIRST[bits], LAST[bits] = {}, {}
  for digit = 0, 15 do
    local span = 2 ^ (4 - bits)
    local low = digit - digit % span
    FIRST[bits][sub(DIGITS, digit + 1, digit + 1)] = sub(DIGITS, low + 1, low + 1)
    LAST[bits][sub(DIGITS, digit + 1, digit + 1)] = sub(DIGITS, low + span, low + span)
  end
end
local TAILS = { ['4'] = {}, ['6'] = {} }
for f, tails in pairs(TAILS) do
  for length = 0, 4 * WIDTH[f] do tails[length] = string.rep('0', WIDTH[f] - floor(length / 4) - 1) .. string.format('/%02x', length) end
end

-- The prefix of that length around a start.
local function around(f, start, length)
  if length == 4 * #start then return start .. TAILS[f][length] end
  local whole = floor(length / 4)
  return sub(start, 1, whole) .. FIRST[length - 4 * whole][sub(start, whole + 1, whole + 1)] .. TAILS[f][length]
end

-- The last address of a prefix.
local function lastOf(start, length)
  if length == 4 * #start then return start end
  local whole = floor(length / 4)
  return sub(start, 1, whole) .. LAST[length - 4 * whole][sub(start, whole + 1, whole + 1)] .. sub(EFFS, 1, #start - whole - 1)
end

-- How many leading bits two starts share.
local function common(x, y)
  for i = 1, #x do
    if byte(x, i) ~= byte(y, i) then
      local differ = bit.bxor(tonumber(sub(x, i, i), 16), tonumber(sub(y, i, i), 16))
      return 4 * (i - 1) + (differ >= 8 and 0 or differ >= 4 and 1 or differ >= 2 and 2 or 3)
    end
  end
  return 4 * #x
end

local function customerOf(line) return match(line, '^%S+ %S+ (%S+)') end
local function isShared(line) return match(line, '^%S+ %a(%d)') == '1' end
local function firstLine(lines) return match(lines, '^[^\n]+') end

local conflicts, enclosedClaims = {}, {}
local function conflict(i, cause, f, prefix, line)
  for _, part in ipairs({ i, cause, f .. prefix, line }) do conflicts[#conflicts + 1] = part end
end
local function answer(...)
  local parts = { ... }
  parts[#parts + 1] = #conflicts / 4
  for _, part in ipairs(conflicts) do parts[#parts + 1] = part end
  for _, i in ipairs(enclosedClaims) do parts[#parts + 1] = i end
  return parts
end

-- Looks at the claims of one family; returns the claim to go on from when there is too much to do, and after which prefix inside it.
local function checkFamily(family, from)
  local f, prefixes = family.name, family.prefixes
  local width, blocks, holders = WIDTH[f], BLOCKS[f], HOLDERS[f]
  local function startOf(k) return sub(prefixes[k], 1, width) end
  local function lengthOf(k) return tonumber(sub(prefixes[k], width + 2), 16) end

  -- Who goes on holding each prefix of this change, whatever its writes do: lines, or nil.
  local index, rest, standing = {}, {}, 0
  if not family.isNew then
    for k, prefix in ipairs(prefixes) do
      index[prefix] = k
      if family.held[k] then
        standing = standing + 1
        local touched, kept = {}, {}
        for i = family.first[k], family.last[k] do
          if cLine[i] ~= '=' then touched[cNode[i]] = true end
        end
        for line in string.gmatch(family.held[k], '[^\n]+') do
          if not touched[match(line, '^%S+')] then kept[#kept + 1] = line end
        end
        if #kept > 0 then rest[k] = table.concat(kept, '\n') end
      end
    end
  end

  -- Between two prefixes of this change there is nothing of it: the first prefix that stands there, or false.
  -- Nothing at all stands among those of most imports.
  local isEmpty = call('ZLEXCOUNT', blocks, '[' .. prefixes[1], '[' .. family.span .. '/~') == standing
  local gaps = {}
  local function gapBefore(k)
    if isEmpty then return false end
    if gaps[k] == nil then
      work = work + 3
      gaps[k] = call('ZRANGEBYLEX', blocks, '(' .. prefixes[k - 1], '(' .. prefixes[k], 'LIMIT', 0, 1)[1] or false
    end
    return gaps[k]
  end

  local existing
  local function readLengths()
    existing = {}
    local counted = call('HGETALL', LENGTHS)
    for i = 1, #counted, 2 do
      if sub(counted[i], 1, 1) == f and tonumber(counted[i + 1]) > 0 then existing[#existing + 1] = tonumber(sub(counted[i], 3), 16) end
    end
    table.sort(existing)
  end

  -- The standing ancestors of prefix k: `up[length]` are the lines of the one of that length, `top` how many there are.
  -- With nothing between k - 1 and k, whatever is above k is above k - 1, or is k - 1.
  local up, top, at = {}, 0, nil
  local function moveTo(k)
    if at == k then return end
    local known = -1
    if at == k - 1 then
      local gap, above = gapBefore(k), rest[at]
      if top == 0 and not gap and not above then
        at = k
        return
      end
      known = math.min(common(startOf(at), startOf(k)), lengthOf(at) - 1)
      for length in pairs(up) do
        if length > known then up[length], top = nil, top - 1 end
      end
      if not gap then
        if above and common(startOf(at), startOf(k)) >= lengthOf(at) then up[lengthOf(at)], top = above, top + 1 end
        at = k
        return
      end
    else
      up, top = {}, 0
    end
    if not existing then readLengths() end
    local start, upTo, fields, where = startOf(k), lengthOf(k), {}, {}
    for _, length in ipairs(existing) do
      if length >= upTo then break end
      if length > known then
        local outer = around(f, start, length)
        local ours = index[outer]
        if not ours then
          fields[#fields + 1], where[#where + 1] = outer, length
        elseif rest[ours] then
          up[length], top = rest[ours], top + 1
        end
      end
    end
    work = work + 2 + 2 * #fields
    if #fields > 0 then
      local values = call('HMGET', holders, unpack(fields))
      for n, length in ipairs(where) do
        if values[n] then up[length], top = values[n], top + 1 end
      end
    end
    at = k
  end

  -- The first prefix of another customer inside prefix k, and its line; or, when there is too much to look at, how far it came.
  local clearFor, clearUpTo
  local function foreignInside(k, customer, after)
    local start = startOf(k)
    if customer == clearFor and start <= clearUpTo then return nil end
    local last = lastOf(start, lengthOf(k))
    -- What comes next, of this change or of the tree, is outside of most.
    if k < #prefixes and startOf(k + 1) > last and not gapBefore(k + 1) then return nil end
    local low, count = '(' .. (after or prefixes[k]), after and 200 or 1
    while true do
      local inside = call('ZRANGEBYLEX', blocks, low, '[' .. last .. '/~', 'LIMIT', 0, count)
      work = work + 3 + 2 * #inside
      if #inside > 0 then
        local lines = call('HMGET', holders, unpack(inside))
        for n, prefix in ipairs(inside) do
          local line = lines[n]
          if index[prefix] then line = rest[index[prefix]] end
          if line and customerOf(line) ~= customer then return prefix, firstLine(line) end
        end
      end
      if #inside < count then break end
      if work > MOST_WORK then return nil, nil, inside[#inside] end
      low, count = '(' .. inside[#inside], 200
    end
    clearFor, clearUpTo = customer, last
    return nil
  end

  -- Returns how far it came inside the claim, when that was not to its end.
  local function checkClaim(k, i, customer, shared, after)
    local enclosed = false
    for length, lines in pairs(up) do
      if customerOf(lines) ~= customer then
        return conflict(i, 'other-customer', f, around(f, startOf(k), length), firstLine(lines))
      end
      enclosed = true
    end
    if rest[k] then
      for line in string.gmatch(rest[k], '[^\n]+') do
        if customerOf(line) ~= customer then return conflict(i, 'other-customer', f, prefixes[k], line) end
        if shared == '0' and not isShared(line) then return conflict(i, 'own-node', f, prefixes[k], line) end
      end
    end
    if not enclosed and not (isEmpty and standing == 0) then
      local inside, line, upTo = foreignInside(k, customer, after)
      if upTo then return upTo end
      if inside then conflict(i, 'other-customer', f, inside, line) end
    end
    if enclosed then enclosedClaims[#enclosedClaims + 1] = i end
  end

  local after = ARGV[23] ~= '' and from == tonumber(ARGV[20]) and ARGV[23] or nil
  for k = 1, #prefixes do
    if family.last[k] >= from then
      if work > MOST_WORK then return family.first[k], '' end
      moveTo(k)
      for i = math.max(family.first[k], from), family.last[k] do
        local node = cNode[i]
        if sub(cLine[i], #node + 2, #node + 2) == 'v' then
          local shared, customer = match(cLine[i], '^%S+ %a(%d) (%S+)')
          local upTo = checkClaim(k, i, customer, shared, i == from and after)
          if upTo then return i, upTo end
        end
      end
    end
  end
  return nil
end

for _, f in ipairs({ '4', '6' }) do
  if families[f] and families[f].upTo >= tonumber(ARGV[20]) then
    local more, upTo = checkFamily(families[f], math.max(families[f].from, tonumber(ARGV[20])))
    if more then return answer('more', more, upTo) end
  end
end
if #conflicts > 0 or (ARGV[3] == 'check' and #enclosedClaims > 0) then return answer('overlap') end
if ARGV[3] == 'check' then return { 'clear' } end
if work > LITTLE_WORK then return answer('more', claims + 1, '') end
