-- Purpose: no effect. For polls that brought nothing to write (transaction markers, duplicates, dead letters) and for
--          the first fence of a partition. The fence around it is fence.lua's.
-- KEYS, ARGV: none of its own

local function check()
  return nil
end

local function apply()
end
