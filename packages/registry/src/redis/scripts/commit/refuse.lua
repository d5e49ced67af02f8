
-- Unique keys: those of the records written go before any comes, so that two records may exchange theirs.
do
  local written, wanted, by = {}, {}, {}
  for i = 1, records do
    if rLine[i] ~= '=' then
      written[rKind[i] .. ' ' .. rId[i]] = true
      for key in string.gmatch(ARGV[firstRecordArg + 5 * i], '[^\n]+') do
        wanted[#wanted + 1] = key
        by[#by + 1] = rKind[i] .. ' ' .. rId[i]
      end
    end
  end
  local holders, taken = hmget(UNIQUE, wanted), {}
  for i = 1, #wanted do
    local holder = holders[i]
    if holder and not written[holder] then return { 'taken', wanted[i], holder } end
    if taken[wanted[i]] then return { 'taken', wanted[i], taken[wanted[i]] } end
    taken[wanted[i]] = by[i]
  end
end
