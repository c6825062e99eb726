-- breaker.py: whether a model answers at all.
local WINDOW, LEAST_ATTEMPTS, LEAST_AFTER_OUTAGE, FAILING_SHARE = 10, 8, 4, 0.5
local OPEN_SECONDS, PROBE_SECONDS, LOOK_AGAIN = { 1.5, 3, 5 }, 30, 0.5
local RAMP_SECONDS, RAMP_FIRST, RAMP_BURST = 8, 5, 0.1

local function breaker_of(model)
  return record('breakers', model, {
    open_until = 0, opened = 0, probe = '', probe_until = 0, ramp_from = 0, next_at = 0, window = {},
  })
end

local function ramps(breaker)
  return breaker.ramp_from > 0 and now - breaker.ramp_from < RAMP_SECONDS
end

local function ask(breaker, attempt, takes)
  if breaker.open_until > 0 then
    if now < breaker.open_until then return 'down', breaker.open_until - now end
    if breaker.probe ~= '' and breaker.probe ~= attempt and now < breaker.probe_until then
      return 'down', LOOK_AGAIN
    end
    if takes then breaker.probe, breaker.probe_until = attempt, now + PROBE_SECONDS end
    return 'probe', 0
  end
  if ramps(breaker) then
    if now < breaker.next_at then return 'ramp', breaker.next_at - now end
    if takes then
      local rate = RAMP_FIRST * 2 ^ (now - breaker.ramp_from)
      breaker.next_at = math.max(breaker.next_at, now - RAMP_BURST) + 1 / rate
    end
  end
  return 'go', 0
end

local function open(breaker, jitter)
  local seconds = OPEN_SECONDS[math.min(breaker.opened + 1, #OPEN_SECONDS)]
  breaker.opened = breaker.opened + 1
  breaker.open_until = now + seconds * jitter
  breaker.ramp_from, breaker.probe, breaker.window = 0, '', {}
end

local function report(breaker, attempt, fine, jitter)
  if breaker.open_until > 0 then
    if attempt ~= breaker.probe then return end
    breaker.probe = ''
    if fine then
      breaker.open_until, breaker.ramp_from, breaker.next_at, breaker.window = 0, now, now, {}
    else
      open(breaker, jitter)
    end
    return
  end
  local second, every, failed = math.floor(now), 0, 0
  local current = 's' .. string.format('%d', second)
  local kept = {}
  for name, counts in pairs(breaker.window) do
    if tonumber(string.sub(name, 2)) > second - WINDOW then kept[name] = counts end
  end
  kept[current] = kept[current] or { 0, 0 }
  local which = fine and 1 or 2
  kept[current][which] = kept[current][which] + 1
  breaker.window = kept
  local after_outage = ramps(breaker)
  if fine and not after_outage then breaker.opened = 0 end
  if fine then return end
  for _, counts in pairs(kept) do
    every, failed = every + counts[1] + counts[2], failed + counts[2]
  end
  local least = after_outage and LEAST_AFTER_OUTAGE or LEAST_ATTEMPTS
  if every >= least and failed >= every * FAILING_SHARE then open(breaker, jitter) end
end

local function abandon(breaker, attempt)
  if breaker.probe == attempt then breaker.probe = '' end
end

local function stands(breaker)
  if breaker.open_until > 0 then return now < breaker.open_until and 'open' or 'probing' end
  return ramps(breaker) and 'ramping' or 'closed'
end
