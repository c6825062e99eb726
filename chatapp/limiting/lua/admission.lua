-- admission.py: who may go now, and what the others wait for.
local function grant(want, owner, key, word)
  local pool = pool_of(key, want.pool)
  serve(want)
  hold({
    want = want, process = owner, key = key, taken = take(pool, want), at = now,
    cleared = word == 'go' or word == 'probe', probe = word == 'probe',
  })
  redis.call('SADD', P .. ':uncollected:' .. owner, want.id)
  pool.in_use = pool.in_use + 1
end

-- 'pass' over this one, let its lane 'wait', or the breaker's word and the key.
local function verdict(want)
  local blocked = blocks(want)
  if blocked then return blocked == 'user' and 'pass' or 'wait' end
  local key = best_key(want)
  local pool = pool_of(key, want.pool)
  if not has_room(pool, want) or pool_wait(pool, want) > 0 then return 'wait' end
  local word = ask(breaker_of(want.model), want.id, true)
  if word == 'go' or word == 'probe' or (word == 'down' and not want.patient) then
    return word, key
  end
  return 'wait'
end

local function head_of(line, lane, at)
  local found = redis.call('ZRANGE', lane_key(line, lane), at, at, 'WITHSCORES')
  if found[1] then return { id = found[1], tag = tonumber(found[2]), at = at } end
end

local function dispatch()
  for _, line in ipairs({ '0', '1' }) do
    local heads = {}
    for _, lane in ipairs(redis.call('SMEMBERS', lanes_key(line))) do
      heads[lane] = head_of(line, lane, 0)
    end
    while next(heads) and not all_full(line == '0') do
      local first
      for lane, head in pairs(heads) do
        local best = first and heads[first]
        if not best or head.tag < best.tag or (head.tag == best.tag and head.id < best.id) then
          first = lane
        end
      end
      local head = heads[first]
      local waiting = waiter(head.id)
      local word, key = verdict(waiting.want)
      if word == 'wait' then
        heads[first] = nil
      else
        local at = head.at
        if word == 'pass' then at = at + 1 else grant(waiting.want, waiting.process, key, word) end
        heads[first] = at < MOST_PASSED and head_of(line, first, at) or nil
      end
    end
  end
end

local function drop(id)
  local waiting = waiter(id)
  if waiting then return remove(waiting.want) end
  local slot = slot_of(id)
  if slot then
    release(slot)
    local pool = pool_of(slot.key, slot.want.pool)
    pool.in_use = pool.in_use - 1
    abandon(breaker_of(slot.want.model), id)
  end
end

local function why(want)
  local word, seconds = ask(breaker_of(want.model), want.id, false)
  if word == 'down' then return 'down', seconds end
  local line = line_of(want)
  local turn = (redis.call('ZRANK', order_key(want), want.id) + 1) * line_record(line).gap
  local pace = pool_wait(pool_of(best_key(want), want.pool), want)
  return pace > 0 and 'pace' or 'slots', math.max(turn, pace, seconds)
end

local function collect(answer)
  answer.granted = {}
  local mine = P .. ':uncollected:' .. process
  local ids = redis.call('SMEMBERS', mine)
  table.sort(ids)
  for _, id in ipairs(ids) do
    local slot = slot_of(id)
    answer.granted[#answer.granted + 1] =
      { id = id, key = slot.key, taken = slot.taken, cleared = slot.cleared, probe = slot.probe }
  end
  if #ids > 0 then redis.call('DEL', mine) end
  return answer
end

local function bury(dead)
  for _, packed in ipairs(redis.call('HVALS', P .. ':held')) do
    local slot = cmsgpack.unpack(packed)
    if slot.process == dead then drop(slot.want.id) end
  end
  for _, packed in ipairs(redis.call('HVALS', P .. ':waits')) do
    local waiting = cmsgpack.unpack(packed)
    if waiting.process == dead then drop(waiting.want.id) end
  end
end
