-- Says what was used this day and month, and changes nothing.
-- KEYS: rates, ends of leases, leases, used. Answer: tokens, millionths of the cost.
local _, tokens, _, cost = used(KEYS[4], micros())
return {tokens, math.floor(cost * 1000000 + 0.5)}
