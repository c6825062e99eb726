-- memory.py: the operations of the store, by name; and the notes that come with every one.
local SEEN_SECONDS, SEEN_MINUTES, SETTLED = 60, 10, 5
local SHARE, TRICKLE, MOST = 0.1, 0.5, 20

local function retries()
  local level = tonumber(redis.call('HGET', P .. ':retries', 'level') or MOST)
  local at = tonumber(redis.call('HGET', P .. ':retries', 'at') or now)
  return math.min(MOST, level + TRICKLE * math.max(0, now - at))
end

local function keep_retries(level)
  redis.call('HSET', P .. ':retries', 'level', number(level), 'at', number(now))
end

local function seen_at(field) return tonumber(string.match(field, '^(%d+)')) end

local notes = {}

function notes.told(note)
  local pool = pool_of(note.key, note.pool)
  give_back(pool, note.back)
  learn(pool, note.limits, note.left, note.age)
end

function notes.went(note)
  local pool = pool_of(note.key, note.pool)
  give_back(pool, note.back)
  say_how(pool, note.outcome, rules.total > 0 and rules.total or 10000, note.seconds)
  if note.outcome == 'ok' then
    pool.mean_output = pool.mean_output + MEAN_WEIGHT * (note.written - pool.mean_output)
    return
  end
  local minute = math.floor(now / SEEN_SECONDS)
  for _, field in ipairs(redis.call('HKEYS', P .. ':seen')) do
    if seen_at(field) <= minute - SEEN_MINUTES then redis.call('HDEL', P .. ':seen', field) end
  end
  redis.call('HINCRBY', P .. ':seen', string.format('%d', minute) .. ' ' .. note.outcome, 1)
end

function notes.report(note) report(breaker_of(note.model), note.id, note.fine, note.jitter) end

function notes.abandon(note) abandon(breaker_of(note.model), note.id) end

local operations = {}

local function places_of(ids)
  local answer = collect({ places = {} })
  for _, id in ipairs(ids or {}) do
    local waiting = waiter(id)
    if waiting then
      local want = waiting.want
      local ahead = redis.call('ZRANK', order_key(want), id)
      answer.places[id] = { ahead, why(want) }
    end
  end
  return answer
end

function operations.look(args)
  dispatch()
  return places_of(args.ids)
end

function operations.enter(args)
  local want = args.want
  keep_retries(math.min(MOST, retries() + SHARE))
  local length = redis.call('HLEN', P .. ':waits')
  local mine = 0
  for _, line in ipairs({ '0', '1' }) do
    mine = mine + tonumber(redis.call('HGET', waiting_key(line), want.user) or '0')
  end
  local full = length >= rules.queue_length or (want.user ~= '' and mine >= rules.queue_per_user)
  local slot, fresh = slot_of(want.id), not waiter(want.id)
  if slot then
    fresh = false
    redis.call('SADD', P .. ':uncollected:' .. slot.process, want.id)
  elseif fresh then
    push(want)
  end
  dispatch()
  if full and fresh and waiter(want.id) then
    local word, seconds = why(want)
    drop(want.id)
    return collect({ full = true, why = word, seconds = seconds })
  end
  return places_of({ want.id })
end

function operations.leave(args)
  drop(args.id)
  dispatch()
  return collect({})
end

function operations.note() return {} end

function operations.ask(args)
  local word, seconds = ask(breaker_of(args.model), args.id, true)
  return { word = word, seconds = seconds }
end

function operations.take(args)
  local want = args.want
  local key = best_key(want)
  local pool = pool_of(key, want.pool)
  local seconds = pool_wait(pool, want)
  local taken = take(pool, want)
  local slot = slot_of(want.id)
  if slot and (slot.key ~= key or slot.want.pool ~= want.pool) then
    local before = pool_of(slot.key, slot.want.pool)
    before.in_use = before.in_use - 1
    count(slot.want, -1)
    slot.want, slot.key = want, key
    hold(slot)
    pool.in_use = pool.in_use + 1
  end
  return { key = key, taken = taken, seconds = seconds }
end

function operations.retry()
  local level = retries()
  local may = level >= 1
  keep_retries(may and level - 1 or level)
  return { may = may }
end

function operations.renew(args)
  local mine = {}
  for _, held in ipairs(args.held) do mine[held.want.id] = true end
  for _, id in ipairs(args.waiting) do mine[id] = true end
  for _, packed in ipairs(redis.call('HVALS', P .. ':held')) do
    local slot = cmsgpack.unpack(packed)
    local id = slot.want.id
    if slot.process == process and not mine[id] and slot.at < now - SETTLED then drop(id) end
  end
  for _, packed in ipairs(redis.call('HVALS', P .. ':waits')) do
    local waiting = cmsgpack.unpack(packed)
    if waiting.process == process and not mine[waiting.want.id] then drop(waiting.want.id) end
  end
  for _, held in ipairs(args.held) do
    if not slot_of(held.want.id) and not waiter(held.want.id) then
      hold({
        want = held.want, process = process, key = held.key, taken = {}, at = now,
        cleared = true, probe = false,
      })
      local pool = pool_of(held.key, held.want.pool)
      pool.in_use = pool.in_use + 1
    end
  end
  return collect({})
end

function operations.state()
  write_back()
  local level = retries()
  keep_retries(level)
  local answer = { breakers = {}, pools = {}, seen = {}, in_use = used('all'), retries = level }
  answer.waiting = { 0, 0 }
  for line = 0, 1 do
    for _, many in ipairs(redis.call('HVALS', waiting_key(line))) do
      answer.waiting[line + 1] = answer.waiting[line + 1] + tonumber(many)
    end
  end
  for _, name in ipairs(redis.call('HKEYS', P .. ':pools')) do
    local key, class = string.match(name, '^([^|]*)|(.*)$')
    local pool = pool_of(key, class)
    answer.pools[name] = {
      limits = pool.limits, levels = pool.levels, allowed = pool.allowed, in_use = pool.in_use,
      blocked = math.max(0, pool.blocked_until - now),
    }
  end
  for _, model in ipairs(redis.call('HKEYS', P .. ':breakers')) do
    local breaker = breaker_of(model)
    answer.breakers[model] = { stands(breaker), math.max(0, breaker.open_until - now) }
  end
  local since = math.floor(now / SEEN_SECONDS) - SEEN_MINUTES
  local counts = redis.call('HGETALL', P .. ':seen')
  for at = 1, #counts, 2 do
    if seen_at(counts[at]) > since then
      local code = string.match(counts[at], ' (.*)$')
      answer.seen[code] = (answer.seen[code] or 0) + tonumber(counts[at + 1])
    end
  end
  return answer
end
