-- Put before each step: the store's own clock, so that replicas need none in common.
local function micros()
    local now = redis.call('TIME')
    return tonumber(now[1]) * 1000000 + tonumber(now[2])
end

local function day_of(now)
    return math.floor(now / 86400000000)
end

-- Months of UTC since year 0, of a day since 1970.
local function month_of(day)
    local shifted = day + 719468
    local era = math.floor(shifted / 146097)
    local of_era = shifted - era * 146097
    local year = math.floor((of_era - math.floor(of_era / 1460) + math.floor(of_era / 36524)
        - math.floor(of_era / 146096)) / 365)
    local of_year = of_era - (365 * year + math.floor(year / 4) - math.floor(year / 100))
    local march = math.floor((5 * of_year + 2) / 153)
    local month = march < 10 and march + 3 or march - 9
    return (year + era * 400 + (month <= 2 and 1 or 0)) * 12 + month - 1
end

-- Lua's own words for numbers drop digits.
local function exact(number)
    return string.format('%.17g', number)
end

local function field(key, name)
    return tonumber(redis.call('HGET', key, name) or '0')
end
