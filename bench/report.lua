-- wrk: each request is one patient's daily report with its session, CSRF token and a key of its own.
local visitors = {}
local file = os.getenv('VISITORS')
for line in io.lines(file) do
  local cookie, csrf, path = line:match('([^\t]*)\t([^\t]*)\t([^\t]*)')
  visitors[#visitors + 1] = { cookie = cookie, csrf = csrf, path = path }
end
local thread = 0
function setup(t)
  t:set('id', thread)
  thread = thread + 1
end
function init()
  math.randomseed(os.time() * 100 + id)
end
function request()
  local v = visitors[math.random(#visitors)]
  local key = string.format('%08x%08x%08x', math.random(0, 2 ^ 31 - 1), math.random(0, 2 ^ 31 - 1), id)
  local body = '_csrf=' .. v.csrf .. '&key=' .. key .. '&temperature=36.' .. math.random(0, 9) .. '&spo2=' .. math.random(96, 99)
    .. '&cough=yes&breathless=no&fatigue=no&nausea=no&diarrhoea=no&consciousness=no&cannotEat=no&noUrine=no'
  return wrk.format('POST', v.path, { ['Cookie'] = v.cookie, ['Content-Type'] = 'application/x-www-form-urlencoded' }, body)
end
-- A pause between two requests of a connection, for a steady stream instead of as many as there can be.
local pause = tonumber(os.getenv('PAUSE_MS') or '')
if pause then
  function delay()
    return math.random(0, 2 * pause)
  end
end
local bad = {}
function response(status)
  if status ~= 303 then bad[status] = (bad[status] or 0) + 1 end
end
function done(summary, latency)
  io.write(string.format('JSON {"requests": %d, "seconds": %.3f, "p50": %.2f, "p99": %.2f, "max": %.2f, "errors": %d}\n', summary.requests,
    summary.duration / 1e6, latency:percentile(50) / 1000, latency:percentile(99) / 1000, latency.max / 1000,
    summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
end
