-- One round trip for what gathered in a process: for each call renew its lease, bury the dead,
-- take its notes, do what it asks.
local asked = cjson.decode(ARGV[1])
process, rules = asked.process, asked.rules
if asked.now then
  now = asked.now
else
  local time = redis.call('TIME')
  now = tonumber(time[1]) + tonumber(time[2]) / 1e6
end
redis.call('ZADD', P .. ':until', number(now + rules.lease_seconds), process)
for _, dead in ipairs(redis.call('ZRANGEBYSCORE', P .. ':until', '-inf', number(now))) do
  redis.call('ZREM', P .. ':until', dead)
  bury(dead)
end
local answers = {}
for _, call in ipairs(asked.calls) do
  for _, note in ipairs(call.notes) do notes[note.note](note) end
  local answer = operations[call.op](call.args)
  answer.processes = redis.call('ZCARD', P .. ':until')
  answers[#answers + 1] = answer
end
write_back()
return cjson.encode(answers)
