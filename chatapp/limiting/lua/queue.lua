-- queue.py and leases.py: who is next, and which process holds which slots.
local GAP_WEIGHT, FIRST_COME, MOST_PASSED = 0.1, 1e-6, 64

local function line_of(want) return want.interactive and '0' or '1' end
local function waiting_key(line) return P .. ':waiting:' .. line end
local function tags_key(line) return P .. ':tags:' .. line end
local function lanes_key(line) return P .. ':lanes:' .. line end
local function lane_key(line, lane) return P .. ':lane:' .. line .. ':' .. lane end
local function lane_of(want) return want.patient and want.model or want.model .. ' or another' end
local function order_key(want) return lane_key(line_of(want), lane_of(want)) end

local function line_record(line)
  return record('lines', line, { stands = 0, pushed = 0, gap = 0, served_at = 0 })
end

local function push(want)
  local line = line_of(want)
  local last = tonumber(redis.call('HGET', tags_key(line), want.user) or '0')
  local tag = math.max(line_record(line).stands, last) + 1 / want.weight
  redis.call('HSET', tags_key(line), want.user, number(tag))
  local state = line_record(line)
  state.pushed = state.pushed + 1
  tag = tag + state.pushed * FIRST_COME
  redis.call('HINCRBY', waiting_key(line), want.user, 1)
  redis.call('ZADD', order_key(want), number(tag), want.id)
  redis.call('SADD', lanes_key(line), lane_of(want))
  redis.call('HSET', P .. ':waits', want.id, cmsgpack.pack({ want = want, process = process }))
end

local function waiter(id)
  local packed = redis.call('HGET', P .. ':waits', id)
  return packed and cmsgpack.unpack(packed)
end

local function remove(want)
  local line = line_of(want)
  redis.call('ZREM', order_key(want), want.id)
  if redis.call('EXISTS', order_key(want)) == 0 then
    redis.call('SREM', lanes_key(line), lane_of(want))
  end
  redis.call('HDEL', P .. ':waits', want.id)
  if redis.call('HINCRBY', waiting_key(line), want.user, -1) <= 0 then
    redis.call('HDEL', waiting_key(line), want.user)
    redis.call('HDEL', tags_key(line), want.user)
  end
  if redis.call('SCARD', lanes_key(line)) == 0 then line_record(line).pushed = 0 end
end

local function serve(want)
  local line = line_of(want)
  local state = line_record(line)
  state.stands = math.max(state.stands, tonumber(redis.call('ZSCORE', order_key(want), want.id)))
  remove(want)
  if redis.call('SCARD', lanes_key(line)) == 0 then
    state.gap, state.served_at = 0, 0
    return
  end
  if state.served_at > 0 then
    local gap = now - state.served_at
    state.gap = state.gap > 0 and state.gap + GAP_WEIGHT * (gap - state.gap) or gap
  end
  state.served_at = now
end

local function used(name) return tonumber(redis.call('HGET', P .. ':used', name) or '0') end

local function count(want, by)
  local names = { 'all', 'model ' .. want.model }
  if want.user ~= '' then names[3] = 'user ' .. want.user end
  for _, name in ipairs(names) do
    if redis.call('HINCRBY', P .. ':used', name, by) <= 0 then
      redis.call('HDEL', P .. ':used', name)
    end
  end
end

local function slot_of(id)
  local packed = redis.call('HGET', P .. ':held', id)
  return packed and cmsgpack.unpack(packed)
end

local function hold(slot)
  redis.call('HSET', P .. ':held', slot.want.id, cmsgpack.pack(slot))
  count(slot.want, 1)
end

local function release(slot)
  redis.call('HDEL', P .. ':held', slot.want.id)
  redis.call('SREM', P .. ':uncollected:' .. slot.process, slot.want.id)
  count(slot.want, -1)
end

local function blocks(want)
  if want.user ~= '' and rules.per_user > 0 and used('user ' .. want.user) >= rules.per_user then
    return 'user'
  end
  if rules.per_model > 0 and used('model ' .. want.model) >= rules.per_model then
    return 'model'
  end
end

local function all_full(interactive)
  local share = interactive and 1 or BACKGROUND_SHARE
  return rules.total > 0 and used('all') >= math.max(1, rules.total * share)
end
