-- Records are read once per call, changed as tables, and written back at its end.
local P = KEYS[1]
local now, rules, process

local function number(value) return string.format('%.17g', value) end

local loaded = { pools = {}, breakers = {}, lines = {} }

local function record(kind, name, fresh)
  local found = loaded[kind][name]
  if not found then
    local packed = redis.call('HGET', P .. ':' .. kind, name)
    found = packed and cmsgpack.unpack(packed) or fresh
    loaded[kind][name] = found
  end
  return found
end

local function write_back()
  for kind, records in pairs(loaded) do
    for name, value in pairs(records) do
      redis.call('HSET', P .. ':' .. kind, name, cmsgpack.pack(value))
    end
  end
end
