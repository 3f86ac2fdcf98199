-- Raises what a conversation needs; nothing is ever lowered. KEYS: its floor.
-- ARGV: seconds to keep it, private (0 or 1), rank, eight parts of the topic.
local known = redis.call('HMGET', KEYS[1], 'private', 'rank', '0', '1', '2', '3', '4', '5', '6', '7')
local function larger(at)
    return math.max(tonumber(known[at] or 0), tonumber(ARGV[at + 1]))
end
local raised = {'private', larger(1), 'rank', larger(2)}
for part = 0, 7 do
    raised[#raised + 1] = part
    raised[#raised + 1] = bit.bor(tonumber(known[part + 3] or 0), tonumber(ARGV[part + 4]))
end
redis.call('HSET', KEYS[1], unpack(raised))
redis.call('EXPIRE', KEYS[1], ARGV[1])
return 1
